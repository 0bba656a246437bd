import { selectRows, type WeightedSet, weightyRows } from '@polylog/core'
import type { Chunk } from './chunk.js'
import { type RowRun, rowNumbersAt } from './row-numbers.js'

/** Rows gathered until they are reduced, in arrays that are used again and again. */
export interface RowBuffer {
  readonly capacity: number
  readonly size: () => number
  readonly runs: () => readonly RowRun[]
  /** Copies rows `from … from + count - 1` of a chunk, which must fit; the first is numbered `first`. */
  append(chunk: Chunk, from: number, count: number, first: number): void
  /** All rows, aliased. */
  all(): WeightedSet
  /** The rows that carry weight, aliased if all do, and the numbers of some of them. */
  weighty(): { readonly set: WeightedSet; numbersOf(indices: Uint32Array): Float64Array }
  clear(): void
}

export function createRowBuffer(capacity: number, dim: number): RowBuffer {
  const points = sharedDoubles(capacity * dim)
  const weights = sharedDoubles(capacity)
  let runs: RowRun[] = []
  let size = 0
  let mayHaveZeros = false
  const all = (): WeightedSet => ({
    size,
    dim,
    points: size === capacity ? points : points.subarray(0, size * dim),
    weights: size === capacity ? weights : weights.subarray(0, size),
  })
  return {
    capacity,
    size: () => size,
    runs: () => runs,
    append(chunk, from, count, first) {
      points.set(chunk.points.subarray(from * dim, (from + count) * dim), size * dim)
      if (chunk.weights) weights.set(chunk.weights.subarray(from, from + count), size)
      else weights.fill(1, size, size + count)
      mayHaveZeros ||= chunk.weights !== undefined && chunk.hasZeros !== false
      const last = runs.at(-1)
      if (last === undefined || last.first + size - last.at !== first) runs.push({ at: size, first })
      size += count
    },
    all,
    weighty() {
      const set = all()
      const rows = mayHaveZeros ? weightyRows(set.weights) : undefined
      if (!rows || rows.length === size) return { set, numbersOf: indices => rowNumbersAt(indices, runs) }
      return {
        set: selectRows(set, rows),
        numbersOf: indices =>
          rowNumbersAt(
            indices.map(index => rows[index]),
            runs,
          ),
      }
    },
    clear() {
      runs = []
      size = 0
      mayHaveZeros = false
    },
  }
}

/** Numbers that workers see without a copy, where the runtime allows for that. */
function sharedDoubles(length: number): Float64Array {
  if (typeof SharedArrayBuffer === 'undefined') return new Float64Array(length)
  return new Float64Array(new SharedArrayBuffer(8 * length))
}
