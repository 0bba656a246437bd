import { selectRows, type WeightedSet, weightyRows } from '@polylog/core'

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
  const weights = set.weights.slice()
  const table = new Int32Array(2 ** Math.ceil(Math.log2(2 * set.size + 1))).fill(-1)
  const number = new Float64Array(1)
  const scratch = { number, bits: new Uint32Array(number.buffer) }
  for (let row = 0; row < set.size; row++) {
    const slot = slotOf(set, row, table, scratch)
    const twin = table[slot]
    if (twin < 0) table[slot] = row
    else {
      weights[twin] += weights[row]
      weights[row] = 0
    }
  }
  const rows = weightyRows(weights)
  if (rows.length === set.size) return { set, indices }
  return { set: selectRows({ ...set, weights }, rows), indices: rows.map(row => indices[row]) }
}

/** Where the first point equal to this one stands in the table, or where this one is to stand: open addressing. */
function slotOf({ points, dim }: WeightedSet, row: number, table: Int32Array, scratch: Scratch): number {
  const mask = table.length - 1
  let slot = hashOf(points, row * dim, dim, scratch) & mask
  while (table[slot] >= 0 && !areEqual(points, table[slot] * dim, row * dim, dim)) slot = (slot + 1) & mask
  return slot
}

function areEqual(points: Float64Array, a: number, b: number, dim: number): boolean {
  for (let axis = 0; axis < dim; axis++) if (points[a + axis] !== points[b + axis]) return false
  return true
}

/** One number, seen as its bits. */
interface Scratch {
  readonly number: Float64Array
  readonly bits: Uint32Array
}

/** FNV-1a over the halves of the coordinates' bits; both zeros count as 0. */
function hashOf(points: Float64Array, at: number, dim: number, { number, bits }: Scratch): number {
  let hash = 0x811c9dc5
  for (let axis = 0; axis < dim; axis++) {
    number[0] = points[at + axis] + 0
    hash = Math.imul(hash ^ bits[0], 0x01000193)
    hash = Math.imul(hash ^ bits[1], 0x01000193)
  }
  return hash ^ (hash >>> 15)
}
