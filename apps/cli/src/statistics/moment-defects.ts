import { cpu } from '@polylog/backend-cpu'
import { wasm, wasmProblem } from '@polylog/backend-wasm'
import { chebyshev } from '@polylog/compress'
import { gradedMultiIndices, oneCell, polynomialCount, type WeightedSet } from '@polylog/core'
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

/** Half extents whose inverse would overflow are magnified first. */
const LEAST_HALF = 1e-300

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
  /** The moments of all parts; no more can be added. */
  finish(): Promise<ChebyshevMoments>
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
  return accumulator.finish()
}

/** The box should hold all points to come; an axis without extent counts as its middle. */
export function createChebyshevMoments(box: Box, degree: number): MomentAccumulator {
  const dim = box.length
  const map = chebyshev(degree)
  const count = polynomialCount(dim, degree)
  const isTiny = box.map(column => frameOf(column)).some(({ half }) => half > 0 && half < LEAST_HALF)
  const frames = isTiny
    ? Float64Array.from({ length: 2 * dim }, (_, i) => (i < dim ? -1 : 1))
    : Float64Array.from([...box.map(({ lower }) => lower), ...box.map(({ upper }) => upper)])
  const sums = new Float64Array(count)
  const lost = new Float64Array(count)
  const absoluteSums = new Float64Array(count)
  const backend = wasmProblem() ? cpu() : wasm()

  return {
    async add(rows, signal) {
      await breathe(signal)
      const set = isTiny ? magnified(rows, box) : rows
      const part = await backend.scaledMoments!({ set, cells: oneCell(set), map, frames, signal })
      part.sums.forEach((sum, i) => {
        const before = sums[i]
        const after = before + sum
        lost[i] += Math.abs(before) >= Math.abs(sum) ? before - after + sum : sum - after + before
        sums[i] = after
        absoluteSums[i] += part.scales[i]
      })
    },
    async finish() {
      await backend.dispose?.()
      return { degrees: totalDegrees(dim, degree), sums: sums.map((sum, i) => sum + lost[i]), absoluteSums }
    },
  }
}

/** The same rows in the frame of the box. */
function magnified(set: WeightedSet, box: Box): WeightedSet {
  const frames = box.map(column => frameOf(column))
  const points = set.points.map((value, i) => {
    const { middle, half } = frames[i % set.dim]
    return half > 0 ? (value - middle) / half : 0
  })
  return { ...set, points }
}

/** In the order of the products. */
function totalDegrees(dim: number, degree: number): Uint8Array {
  const exponents = gradedMultiIndices(dim, degree)
  return Uint8Array.from({ length: exponents.length / dim }, (_, i) =>
    exponents.subarray(i * dim, (i + 1) * dim).reduce((sum, power) => sum + power, 0),
  )
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
