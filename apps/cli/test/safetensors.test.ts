import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeFloats } from '../src/models/float-formats.js'
import { parseSafetensors, type StoredTensor, serialiseSafetensors } from '../src/models/safetensors.js'
import { decoded, floatFile, rawFile } from './safetensors-file.js'

const parsed = (bytes: Uint8Array) => parseSafetensors(bytes, 'wide.safetensors')

const text = fc.string({ unit: 'grapheme' })

const tensor: fc.Arbitrary<StoredTensor> = fc.array(fc.nat({ max: 4 }), { maxLength: 3 }).chain(shape => {
  const length = shape.reduce((product, size) => product * size, 1)
  const values = fc.array(fc.float(), { minLength: length, maxLength: length })
  return values.map(numbers => ({ shape, values: Float32Array.from(numbers) }))
})

const named = <T>(value: fc.Arbitrary<T>) =>
  fc
    .array(fc.tuple(fc.oneof(text, fc.constantFrom('__proto__', '10', 'constructor')), value))
    .map(pairs => new Map(pairs.filter(([name]) => name !== '__metadata__')))

describe('a file', () => {
  it('holds what was put in, whatever it is called', () => {
    fc.assert(
      fc.property(named(tensor), named(text), (tensors, metadata) => {
        const bytes = serialiseSafetensors({ tensors, metadata })
        const { tensors: found, metadata: said } = parsed(bytes)
        expect(said).toEqual(metadata)
        expect([...found.keys()].sort()).toEqual([...tensors.keys()].sort())
        for (const [name, { shape, values }] of tensors) {
          expect(found.get(name)!.shape).toEqual(shape)
          expect(found.get(name)!.values).toEqual(values)
        }
        const headerLength = Number(Buffer.from(bytes.buffer).readBigUInt64LE())
        expect(headerLength % 8).toBe(0)
        expect(bytes.at(8)).toBe('{'.charCodeAt(0))
      }),
    )
  })

  it('is the same to another reader and from another writer', () => {
    const tensors = { a: { shape: [2, 3], values: [1, 2, 3, 4, 5, 6.5] }, b: { shape: [], values: [-0.25] } }
    const file = parsed(floatFile(tensors, { format: 'pt' }))
    expect(file.metadata).toEqual(new Map([['format', 'pt']]))
    expect(file.tensors.get('a')).toEqual({ shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6.5) })
    const again = decoded(Buffer.from(serialiseSafetensors(file)))
    expect(again).toMatchObject({ tensors, metadata: { format: 'pt' } })
  })

  it('may lie anywhere in memory', () => {
    const file = floatFile({ a: { shape: [2], values: [1, 2] } })
    for (let shift = 0; shift < 9; shift++) {
      const memory = new Uint8Array(file.length + shift)
      memory.set(file, shift)
      expect(parsed(memory.subarray(shift)).tensors.get('a')!.values).toEqual(Float32Array.of(1, 2))
    }
  })
})

describe('numbers', () => {
  const words = (...bits: readonly number[]) => new Uint8Array(Uint16Array.from(bits).buffer)

  it.each([
    ['one', 0x3c00, 1],
    ['minus two', 0xc000, -2],
    ['a third, rounded', 0x3555, 0.333251953125],
    ['the largest', 0x7bff, 65504],
    ['the smallest normal', 0x0400, 2 ** -14],
    ['the largest subnormal', 0x03ff, 1023 * 2 ** -24],
    ['the smallest subnormal', 0x8001, -(2 ** -24)],
    ['zero', 0x0000, 0],
    ['minus zero', 0x8000, -0],
    ['infinity', 0x7c00, Infinity],
    ['minus infinity', 0xfc00, -Infinity],
    ['no number', 0x7e01, NaN],
  ])('of half precision: %s', (_, bits, value) => {
    expect(decodeFloats(words(0x3c00, bits), 'F16')).toEqual(Float32Array.of(1, value))
  })

  it.each([
    ['one', 0x3f80, 1],
    ['minus pi, cut', 0xc049, -3.140625],
    ['the largest', 0x7f7f, 255 * 2 ** 120],
    ['the smallest normal', 0x0080, 2 ** -126],
    ['the smallest subnormal', 0x0001, 2 ** -133],
    ['minus zero', 0x8000, -0],
    ['minus infinity', 0xff80, -Infinity],
    ['no number', 0x7fc0, NaN],
  ])('of bfloat16: %s', (_, bits, value) => {
    expect(decodeFloats(words(0x3f80, bits), 'BF16')).toEqual(Float32Array.of(1, value))
  })

  it('of 64 bits are rounded', () => {
    const bytes = new Uint8Array(Float64Array.of(0.1, -2, 1e300).buffer)
    expect(decodeFloats(bytes, 'F64')).toEqual(Float32Array.of(0.1, -2, Infinity))
  })

  it('stand in one file in all formats', () => {
    const data = Buffer.alloc(18)
    data.writeDoubleLE(0.5)
    data.writeFloatLE(0.25, 8)
    data.writeUInt16LE(0x3e00, 12)
    data.writeUInt16LE(0x4040, 14)
    data.writeUInt16LE(0x4080, 16)
    const entry = (dtype: string, size: number, begin: number, end: number) => ({
      dtype,
      shape: [size],
      data_offsets: [begin, end],
    })
    const file = rawFile(
      {
        b: entry('BF16', 2, 14, 18),
        d: entry('F64', 1, 0, 8),
        h: entry('F16', 1, 12, 14),
        f: entry('F32', 1, 8, 12),
      },
      data,
    )
    const found = Array.from(parsed(file).tensors, ([name, { values }]) => [name, ...values])
    expect(found).toEqual([
      ['b', 3, 4],
      ['d', 0.5],
      ['h', 1.5],
      ['f', 0.25],
    ])
  })
})

describe('what is wrong is named', () => {
  const entry = (
    begin: number,
    end: number,
    shape: unknown = [(end - begin) / 4],
    dtype: unknown = 'F32',
  ) => ({
    dtype,
    shape,
    data_offsets: [begin, end],
  })
  const bytes = (count: number) => new Uint8Array(count)

  it.each<[string, Uint8Array, RegExp]>([
    ['nothing', bytes(0), /no safetensors file: it has 0 bytes/],
    ['a header beyond the end', rawFile('{}', bytes(0), 3n), /its header would have 3 bytes, and 2 follow/],
    ['a length that no number holds', rawFile('{}', bytes(0), 2n ** 64n - 1n), /18446744073709551615 bytes/],
    ['text', Buffer.from('a,b,c\n1,2,3\n4,5,6\n'), /cut off, or no safetensors file/],
    ['no JSON', rawFile('{"a":'), /header of wide.safetensors is no JSON: /],
    ['no UTF-8', rawFile(Buffer.from('{"a\xff":1}', 'latin1')), /header of wide.safetensors is no JSON/],
    ['a list', rawFile([]), /is no JSON object/],
    ['null', rawFile(null), /is no JSON object/],
    [
      'metadata that are a text',
      rawFile({ __metadata__: 'pt' }),
      /__metadata__ of wide.safetensors are no JSON/,
    ],
    ['metadata that are numbers', rawFile({ __metadata__: { epoch: 3 } }), /hold 3 as epoch/],
    ['a number for a tensor', rawFile({ a: 1 }), /Tensor a of wide.safetensors is described by 1/],
    [
      'no dtype',
      rawFile({ a: { shape: [], data_offsets: [0, 4] } }, bytes(4)),
      /Tensor a .* the dtype undefined/,
    ],
    [
      'integers',
      rawFile({ a: entry(0, 8, [1], 'I64') }, bytes(8)),
      /Tensor a .* type I64.*F64, F32, F16, BF16/,
    ],
    ['a dtype of objects', rawFile({ a: entry(0, 4, [1], 'toString') }, bytes(4)), /type toString/],
    ['a negative size', rawFile({ a: entry(0, 4, [-1, -1]) }, bytes(4)), /Tensor a .* the shape \[-1,-1\]/],
    ['a broken size', rawFile({ a: entry(0, 4, [1.5]) }, bytes(4)), /Tensor a .* the shape \[1.5\]/],
    ['a size that is text', rawFile({ a: entry(0, 4, '4') }, bytes(4)), /Tensor a .* the shape "4"/],
    [
      'a shape that does not fit',
      rawFile({ a: entry(0, 8, [3]) }, bytes(8)),
      /has 8 bytes.*\[3\] of F32 takes 12/,
    ],
    [
      'sizes beyond all numbers',
      rawFile({ a: entry(0, 4, [2 ** 52, 2 ** 52]) }, bytes(4)),
      /Tensor a .* takes/,
    ],
    ['offsets the wrong way', rawFile({ a: entry(4, 0, [1]) }, bytes(4)), /Tensor a .* data_offsets \[4,0\]/],
    [
      'one offset',
      rawFile({ a: { dtype: 'F32', shape: [1], data_offsets: [4] } }, bytes(4)),
      /offsets \[4\]/,
    ],
    [
      'a torn end',
      rawFile({ a: entry(0, 4), b: entry(4, 12) }, bytes(10)),
      /cut off: tensor b ends at byte 12 .* 10/,
    ],
    [
      'an overlap',
      rawFile({ b: entry(4, 12), a: entry(0, 8) }, bytes(12)),
      /Tensor b .* overlaps with tensor a/,
    ],
    [
      'the same place twice',
      rawFile({ a: entry(0, 8), b: entry(0, 8) }, bytes(8)),
      /Tensor b .* overlaps with tensor a/,
    ],
    [
      'a gap',
      rawFile({ a: entry(0, 4), b: entry(8, 12) }, bytes(12)),
      /Tensor b .* begins 4 bytes after tensor a/,
    ],
    [
      'a gap before all',
      rawFile({ a: entry(4, 8) }, bytes(8)),
      /Tensor a .* begins 4 bytes after the header/,
    ],
    ['more at the end', rawFile({ a: entry(0, 4) }, bytes(7)), /3 bytes at the end .* after tensor a/],
  ])('%s', (_, file, message) => {
    expect(() => parsed(file)).toThrow(message)
    expect(() => parsed(file)).toThrow(expect.objectContaining({ code: 'bad-input' }))
  })

  it('and garbage is refused, not read, hung on or crashed at', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat({ max: 40 }), (garbage, cut) => {
        fc.pre(garbage[0] !== '{'.charCodeAt(0))
        const sound = floatFile({ a: { shape: [2], values: [1, 2] } })
        const torn = sound.subarray(0, Math.min(cut, sound.length - 1))
        for (const file of [torn, rawFile(Buffer.from(garbage))]) {
          expect(() => parsed(file)).toThrow(/wide\.safetensors/)
        }
      }),
    )
  })
})
