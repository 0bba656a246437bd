import { InputError } from '@polylog/core'
import { decodeFloats } from './float-formats.js'
import { type StoredEntry, safetensorsHeader } from './safetensors-header.js'

/** What a safetensors file holds: https://github.com/huggingface/safetensors */
export interface Safetensors {
  /** By name; none is called `__metadata__`. */
  readonly tensors: ReadonlyMap<string, StoredTensor>
  /** Texts that say more about the file. */
  readonly metadata: ReadonlyMap<string, string>
}

export interface StoredTensor {
  readonly shape: readonly number[]
  /** Row by row: the last axis is contiguous. */
  readonly values: Float32Array
}

/** Data begin at a multiple of so many bytes. */
const ALIGNMENT = 8

/**
 * Tensors of 64-, 32- or 16-bit floats, as new arrays of 32-bit floats.
 *
 * @param path of the file, which errors name
 * @throws InputError for bytes that are no whole and sound safetensors file, naming the tensor, and for other numbers than floats
 */
export function parseSafetensors(bytes: Uint8Array, path: string): Safetensors {
  const { entries, metadata, dataStart } = safetensorsHeader(bytes, path)
  const data = bytes.subarray(dataStart)
  checkCovered(entries, data.length, path)
  const tensors = entries.map(({ name, format, shape, begin, end }) => {
    return [name, { shape, values: decodeFloats(data.subarray(begin, end), format) }] as const
  })
  return { tensors: new Map(tensors), metadata }
}

/** The bytes of a file of 32-bit floats. What is given is not modified. */
export function serialiseSafetensors({ tensors, metadata }: Safetensors): Uint8Array {
  let size = 0
  const entries = Array.from(tensors, ([name, { shape, values }]) => {
    const begin = size
    size += values.length * 4
    return [name, { dtype: 'F32', shape, data_offsets: [begin, size] }] as const
  })
  const header = Object.fromEntries<unknown>([
    ...(metadata.size > 0 ? [['__metadata__', Object.fromEntries(metadata)] as const] : []),
    ...entries,
  ])
  const text = new TextEncoder().encode(JSON.stringify(header))
  const length = Math.ceil(text.length / ALIGNMENT) * ALIGNMENT
  const bytes = new Uint8Array(8 + length + size)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, BigInt(length), true)
  bytes.set(text, 8)
  bytes.fill(0x20, 8 + text.length, 8 + length)
  let offset = 8 + length
  for (const { values } of tensors.values()) {
    for (let i = 0; i < values.length; i++, offset += 4) view.setFloat32(offset, values[i], true)
  }
  return bytes
}

/** Every byte belongs to one tensor. */
function checkCovered(entries: readonly StoredEntry[], length: number, path: string): void {
  const inOrder = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)
  let [reached, before] = [0, 'the header']
  for (const { name, begin, end } of inOrder) {
    if (end > length) {
      throw new InputError(
        `${path} is cut off: tensor ${name} ends at byte ${end} of the data, of which there are ${length}`,
        'Copy or save the file again',
      )
    }
    if (begin !== reached) {
      const problem = begin < reached ? 'overlaps with' : `begins ${begin - reached} bytes after`
      throw new InputError(`Tensor ${name} of ${path} ${problem} ${before}`, 'Save the file again')
    }
    ;[reached, before] = [end, `tensor ${name}`]
  }
  if (reached === length) return
  throw new InputError(
    `${length - reached} bytes at the end of ${path}, after ${before}, belong to no tensor`,
    'Save the file again',
  )
}
