import type { WeightedSet } from '@polylog/core'
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { type Covariance, covarianceOf } from './covariance.js'

/** A weighted linear least-squares fit of one column by all others and a constant. */
export interface LinearFit {
  readonly intercept: number
  /** One per other column, in their order; in units of the response per unit of the column. */
  readonly slopes: readonly number[]
  /** Standard deviations of the other columns over that of the response, in their units: slopes times these compare across columns. */
  readonly spreads: readonly number[]
  /** Share of the response's variance that the fit explains. */
  readonly explained: number
  /** Independent directions among the columns; less than their number if some are collinear. */
  readonly rank: number
  /** Whether the coefficients are determined by the data, and are numbers that doubles can hold. */
  readonly determined: boolean
}

/** Why coefficients that are not `determined` are not shown. */
export const UNDETERMINED =
  'the columns depend on each other, or are of too different scales, so that no regression is shown'

/** Directions of the correlation matrix below this share of the largest leave coefficients to chance. */
const NEGLIGIBLE = 1e-10

/** Of a set that is whole. */
export function fitLinear(set: WeightedSet, response: number): LinearFit {
  return fitCovariance(covarianceOf(set), response)
}

/**
 * Solves the normal equations of the standardised columns, whose condition is that of their correlations and not
 * of their units. Collinear columns share what belongs to them together (the solution of least norm), and the fit
 * is not `determined`; a constant column has slope 0.
 */
export function fitCovariance({ mass, frames, means, scatter }: Covariance, response: number): LinearFit {
  const dim = frames.length
  const deviations = frames.map(({ half }, i) => (half > 0 ? Math.sqrt(scatter[i * dim + i] / mass) : 0))
  const others = Array.from({ length: dim }, (_, i) => i).filter(i => i !== response)
  const correlation = (i: number, j: number) => {
    const scale = deviations[i] * deviations[j] * mass
    return scale > 0 ? scatter[i * dim + j] / scale : 0
  }
  const right = others.map(i => correlation(i, response))
  const { solution, rank } = solveSymmetric(
    others.map(i => others.map(j => correlation(i, j))),
    right,
  )
  const { middle, half } = frames[response]
  const framedSlopes = others.map((i, at) =>
    deviations[i] > 0 ? (solution[at] * deviations[response]) / deviations[i] : 0,
  )
  const slopes = others.map((i, at) =>
    framedSlopes[at] === 0 ? 0 : framedSlopes[at] * (half / frames[i].half),
  )
  // The columns' own scales cancel before the response's is put back.
  const offset = others.reduce(
    (sum, i, at) =>
      framedSlopes[at] === 0 ? sum : sum + framedSlopes[at] * (frames[i].middle / frames[i].half + means[i]),
    0,
  )
  const intercept = middle + (means[response] - offset) * half
  const varying = others.filter(i => deviations[i] > 0).length
  return {
    slopes,
    spreads: others.map(i => (deviations[i] * frames[i].half) / (deviations[response] * half || 1)),
    intercept,
    explained: right.reduce((sum, value, at) => sum + value * solution[at], 0),
    rank,
    determined:
      rank === varying &&
      [intercept, ...slopes].every(Number.isFinite) &&
      slopes.every((slope, at) => slope !== 0 || framedSlopes[at] === 0),
  }
}

function solveSymmetric(matrix: number[][], right: readonly number[]): { solution: number[]; rank: number } {
  const solution = right.map(() => 0)
  if (right.length === 0 || ![...matrix.flat(), ...right].every(Number.isFinite)) return { solution, rank: 0 }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(new Matrix(matrix), {
    assumeSymmetric: true,
  })
  const largest = Math.max(...realEigenvalues)
  let rank = 0
  realEigenvalues.forEach((value, index) => {
    if (!(value > NEGLIGIBLE * largest)) return
    rank++
    const vector = eigenvectorMatrix.getColumn(index)
    const share = vector.reduce((sum, entry, i) => sum + entry * right[i], 0) / value
    for (let i = 0; i < solution.length; i++) solution[i] += share * vector[i]
  })
  return { solution, rank }
}
