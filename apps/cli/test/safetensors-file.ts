/** Safetensors files by plain loops, which know nothing of the code that is tested. */

export interface Entry {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data_offsets: readonly number[]
}

/** Whatever header and data are given, as a file. */
export function rawFile(header: unknown, data: Uint8Array = new Uint8Array(), length?: bigint): Buffer {
  const text = Buffer.isBuffer(header)
    ? header
    : Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const preamble = Buffer.alloc(8)
  preamble.writeBigUInt64LE(length ?? BigInt(text.length))
  return Buffer.concat([preamble, text, data])
}

/** A sound file of 32-bit floats. */
export function floatFile(
  tensors: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly values: readonly number[] }>
  >,
  metadata?: Readonly<Record<string, string>>,
): Buffer {
  const header: Record<string, unknown> = metadata ? { __metadata__: metadata } : {}
  const numbers: number[] = []
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    const begin = 4 * numbers.length
    numbers.push(...values)
    header[name] = { dtype: 'F32', shape, data_offsets: [begin, 4 * numbers.length] }
  }
  const data = Buffer.alloc(4 * numbers.length)
  numbers.forEach((value, i) => {
    data.writeFloatLE(value, 4 * i)
  })
  return rawFile(header, data)
}

/** What stands in a file of 32-bit floats. */
export function decoded(file: Buffer) {
  const start = 8 + file.readUInt32LE(0)
  const { __metadata__: metadata, ...entries } = JSON.parse(file.subarray(8, start).toString()) as Record<
    string,
    Entry
  > & { __metadata__?: Record<string, string> }
  const tensors = Object.entries(entries).map(([name, { dtype, shape, data_offsets: offsets }]) => {
    if (dtype !== 'F32') throw new Error(`${name} is ${dtype}`)
    const values: number[] = []
    for (let at = offsets[0]; at < offsets[1]; at += 4) values.push(file.readFloatLE(start + at))
    return [name, { shape, values }] as const
  })
  return { metadata, start, tensors: Object.fromEntries(tensors) }
}
