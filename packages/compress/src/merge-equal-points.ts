import { selectRows, type WeightedSet } from '@polylog/core'

/** Points of a set, with the rows of the input that they are. */
export interface KeptRows {
  readonly set: WeightedSet
  readonly indices: Uint32Array
}

/**
 * Lets the first of equal points carry the weight of all: no sum changes, and a table of few distinct rows comes
 * out with no more rows than that.
 */
export function mergeEqualPoints({ set, indices }: KeptRows): KeptRows {
  const { size, dim, points } = set
  const first = new Map<string, number>()
  const weights = set.weights.slice()
  const kept: number[] = []
  for (let row = 0; row < size; row++) {
    // Two zeros of different signs are equal as points, and so they are as text.
    const key = points.subarray(row * dim, (row + 1) * dim).join()
    const twin = first.get(key)
    if (twin === undefined) {
      first.set(key, row)
      kept.push(row)
    } else weights[twin] += weights[row]
  }
  if (kept.length === size) return { set, indices }
  const rows = Uint32Array.from(kept)
  return {
    set: selectRows(
      set,
      rows,
      Float64Array.from(kept, row => weights[row]),
    ),
    indices: rows.map(row => indices[row]),
  }
}
