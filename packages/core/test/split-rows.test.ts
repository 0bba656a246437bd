import { createRng, selectRank, splitWidestAxis } from '@polylog/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

/** Keys in orders and with repetitions that are hard on a quickselect. */
const hardKeys = fc
  .record({
    kind: fc.constantFrom('random', 'few values', 'constant', 'ascending', 'descending', 'organ pipe', 'saw'),
    length: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 500, max: 5000 })),
    seed: fc.nat(),
  })
  .map(({ kind, length, seed }) => {
    const rng = createRng(seed)
    const key = (i: number) => {
      if (kind === 'random') return rng.normal()
      if (kind === 'few values') return rng.integer(3)
      if (kind === 'constant') return 7
      if (kind === 'ascending') return i
      if (kind === 'descending') return -i
      return kind === 'saw' ? i % 17 : Math.min(i, length - i)
    }
    return Float64Array.from({ length }, (_, i) => key(i))
  })

describe('selectRank', () => {
  it('puts the key of the given rank where sorting would, smaller ones before and larger ones after', () => {
    fc.assert(
      fc.property(hardKeys, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (keys, share) => {
        const rank = Math.floor(share * keys.length)
        const sorted = keys.toSorted()
        const value = selectRank(keys, keys.length, rank)
        expect(value).toBe(sorted[rank])
        expect(keys[rank]).toBe(value)
        expect(keys.subarray(0, rank).every(key => key <= value)).toBe(true)
        expect(keys.subarray(rank).every(key => key >= value)).toBe(true)
        expect(keys.toSorted()).toEqual(sorted)
      }),
      { numRuns: 300 },
    )
  })

  it('leaves what lies beyond count alone', () => {
    const keys = Float64Array.of(3, 2, 1, 0)
    expect(selectRank(keys, 3, 0)).toBe(1)
    expect(keys[3]).toBe(0)
  })

  it('ends on a million equal keys', () => {
    expect(selectRank(new Float64Array(1_000_000).fill(2), 1_000_000, 500_000)).toBe(2)
  })
})

describe('splitWidestAxis', () => {
  it('is a stable partition at the given rank along the widest axis, and touches no other row', () => {
    fc.assert(
      fc.property(
        fc.record({
          dim: fc.integer({ min: 1, max: 4 }),
          size: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 200, max: 900 })),
          values: fc.constantFrom(1, 3, 1e9),
          seed: fc.nat(),
        }),
        fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
        ({ dim, size, values, seed }, [a, b]) => {
          const rng = createRng(seed)
          const points = Float64Array.from({ length: size * dim }, () => rng.integer(values))
          const rows = Uint32Array.from({ length: size }, (_, i) => (i * 7919) % size)
          const before = Array.from(rows)
          const start = Math.floor(Math.min(a, b) * size)
          const end = Math.ceil(Math.max(a, b) * size)
          const middle = start + Math.floor((end - start) * b)
          const part = before.slice(start, end)
          const extents = Array.from({ length: dim }, (_, axis) => {
            const column = part.map(row => points[row * dim + axis])
            return Math.max(...column) - Math.min(...column)
          })
          const axis = splitWidestAxis(points, dim, rows, start, middle, end, new Float64Array(end - start))
          expect(axis).toBe(part.length === 0 ? 0 : extents.indexOf(Math.max(...extents)))
          const sorted = part.toSorted((p, q) => points[p * dim + axis] - points[q * dim + axis])
          const smaller = new Set(sorted.slice(0, middle - start))
          const distinct = new Set(before).size === size
          expect(Array.from(rows.subarray(0, start))).toEqual(before.slice(0, start))
          expect(Array.from(rows.subarray(end))).toEqual(before.slice(end))
          if (!distinct) return
          expect(Array.from(rows.subarray(start, middle))).toEqual(part.filter(row => smaller.has(row)))
          expect(Array.from(rows.subarray(middle, end))).toEqual(part.filter(row => !smaller.has(row)))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('splits equal points in their order, and takes the lowest of equally wide axes', () => {
    const rows = Uint32Array.of(3, 1, 0, 2)
    expect(splitWidestAxis(new Float64Array(8), 2, rows, 0, 2, 4, new Float64Array(4))).toBe(0)
    expect(Array.from(rows)).toEqual([3, 1, 0, 2])
    const square = Float64Array.of(0, 0, 0, 1, 1, 0, 1, 1)
    expect(splitWidestAxis(square, 2, rows, 0, 2, 4, new Float64Array(4))).toBe(0)
    expect(Array.from(rows)).toEqual([1, 0, 3, 2])
  })
})
