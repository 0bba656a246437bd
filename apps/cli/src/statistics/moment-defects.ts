import { polynomialCount, type WeightedSet } from '@polylog/core'
import { breathe } from '../console/interruption.js'
import { frameOf } from './column-frame.js'
import type { ColumnSummary } from './column-summary.js'

/** Weighted sums of all products of Chebyshev polynomials up to a total degree, on one fixed box. */
export interface ChebyshevMoments {
  /** Total degree of each product. */
  readonly degrees: Uint8Array
  readonly sums: Float64Array
  /** Sums of absolute terms. */
  readonly absoluteSums: Float64Array
}

/** Bounds of every column. */
export type Box = readonly Pick<ColumnSummary, 'lower' | 'upper'>[]

const BLOCK_ROWS = 512
const ROWS_BETWEEN_BREATHS = 64 * BLOCK_ROWS
const MOST_PRODUCTS = 20_000
const MOST_TERMS = 3e9

/** The highest degree, at most `wanted`, whose moments of `size` points are a matter of seconds. */
export function affordableDegree(dim: number, size: number, wanted: number): number {
  let degree = wanted
  const tooMuch = (count: number) => count > MOST_PRODUCTS || count * size > MOST_TERMS
  while (degree > 1 && tooMuch(polynomialCount(dim, degree))) degree--
  return degree
}

/** Moments of rows that come in parts. */
export interface MomentAccumulator {
  add(part: WeightedSet, signal: AbortSignal): Promise<void>
  moments(): ChebyshevMoments
}

/** One pass over a set that is whole. */
export async function chebyshevMoments(
  set: WeightedSet,
  box: Box,
  degree: number,
  signal: AbortSignal,
): Promise<ChebyshevMoments> {
  const accumulator = createChebyshevMoments(box, degree)
  await accumulator.add(set, signal)
  return accumulator.moments()
}

/** The box should hold all points to come; an axis without extent counts as its middle. */
export function createChebyshevMoments(box: Box, degree: number): MomentAccumulator {
  const dim = box.length
  const count = polynomialCount(dim, degree)
  const degrees = new Uint8Array(count)
  const sums = new Float64Array(count)
  const lost = new Float64Array(count)
  const absoluteSums = new Float64Array(count)
  const tables = box.map(() => Array.from({ length: degree + 1 }, () => new Float64Array(BLOCK_ROWS)))
  const prefixes = box.map(() => new Float64Array(BLOCK_ROWS))
  let product = 0

  /** All products that begin with `prefix` over the axes before `axis`, of at most `left` further degrees. */
  const descend = (axis: number, left: number, prefix: Float64Array) => {
    for (let power = 0; power <= left; power++) {
      const factor = tables[axis][power]
      if (axis + 1 < dim) {
        const next = prefixes[axis + 1]
        for (let row = 0; row < BLOCK_ROWS; row++) next[row] = prefix[row] * factor[row]
        descend(axis + 1, left - power, next)
      } else {
        addTerms(prefix, factor, product)
        degrees[product++] = degree - left + power
      }
    }
  }

  // Four sums side by side: one alone would wait for each addition to end.
  const addTerms = (prefix: Float64Array, factor: Float64Array, at: number) => {
    let sum0 = 0
    let sum1 = 0
    let sum2 = 0
    let sum3 = 0
    let absolute0 = 0
    let absolute1 = 0
    let absolute2 = 0
    let absolute3 = 0
    for (let row = 0; row < BLOCK_ROWS; row += 4) {
      const term0 = prefix[row] * factor[row]
      const term1 = prefix[row + 1] * factor[row + 1]
      const term2 = prefix[row + 2] * factor[row + 2]
      const term3 = prefix[row + 3] * factor[row + 3]
      sum0 += term0
      sum1 += term1
      sum2 += term2
      sum3 += term3
      absolute0 += Math.abs(term0)
      absolute1 += Math.abs(term1)
      absolute2 += Math.abs(term2)
      absolute3 += Math.abs(term3)
    }
    const sum = sum0 + sum1 + (sum2 + sum3)
    const absolute = absolute0 + absolute1 + (absolute2 + absolute3)
    const before = sums[at]
    const after = before + sum
    lost[at] += Math.abs(before) >= Math.abs(sum) ? before - after + sum : sum - after + before
    sums[at] = after
    absoluteSums[at] += absolute
  }

  return {
    async add(part, signal) {
      for (let start = 0; start < part.size; start += BLOCK_ROWS) {
        if (start % ROWS_BETWEEN_BREATHS === 0) await breathe(signal)
        const rows = Math.min(BLOCK_ROWS, part.size - start)
        fillTables(tables, part, box, start, rows)
        // Weight zero beyond the last row: every loop may run over whole blocks.
        prefixes[0].fill(0).set(part.weights.subarray(start, start + rows))
        product = 0
        descend(0, degree, prefixes[0])
      }
    },
    moments: () => ({ degrees, sums: sums.map((sum, i) => sum + lost[i]), absoluteSums }),
  }
}

/** `T_{n+1}(x) = 2 x T_n(x) - T_{n-1}(x)` on the box scaled to `[-1, 1]`. */
function fillTables(
  tables: Float64Array[][],
  { points, dim }: WeightedSet,
  box: Box,
  start: number,
  rows: number,
): void {
  tables.forEach((table, axis) => {
    const frame = frameOf(box[axis])
    const middle = frame.half === 0 ? 0 : frame.middle
    const half = frame.half === 0 ? Infinity : frame.half
    const [constant, linear] = table
    for (let row = 0; row < rows; row++) {
      constant[row] = 1
      if (linear !== undefined) linear[row] = (points[(start + row) * dim + axis] - middle) / half
    }
    for (let power = 2; power < table.length; power++) {
      const [before, last, next] = [table[power - 2], table[power - 1], table[power]]
      for (let row = 0; row < rows; row++) next[row] = 2 * linear[row] * last[row] - before[row]
    }
  })
}

/** By total degree, from 0: the largest `|Σ c φ - Σ c' φ| / Σ c |φ|` over the products of that degree. */
export function defectsByDegree(original: ChebyshevMoments, other: ChebyshevMoments): number[] {
  const defects: number[] = []
  original.sums.forEach((sum, i) => {
    const scale = original.absoluteSums[i]
    const defect = scale > 0 ? Math.abs(sum - other.sums[i]) / scale : Math.abs(other.sums[i])
    const degree = original.degrees[i]
    defects[degree] = Math.max(defects[degree] ?? 0, defect)
  })
  return defects
}
