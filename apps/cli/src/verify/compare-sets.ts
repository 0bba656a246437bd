import { OptionError, totalMass, type WeightedSet } from '@polylog/core'
import { summarizeColumns } from '../statistics/column-summary.js'
import { type Covariance, createCovariance } from '../statistics/covariance.js'
import { fitCovariance, fitLinear, type LinearFit, UNDETERMINED } from '../statistics/least-squares.js'
import {
  affordableDegree,
  chebyshevMoments,
  createChebyshevMoments,
  defectsByDegree,
} from '../statistics/moment-defects.js'
import { distributionOf, quantile } from '../statistics/quantiles.js'
import { createColumnDistances } from './column-distances.js'
import type { OriginalRows } from './original-rows.js'

/** How far a weighted set is from the one that it stands for. */
export interface Comparison {
  readonly massError: number
  /** By degree, from 0: largest `|Σ c φ - Σ c' φ| / Σ c |φ|` over the Chebyshev products of that degree. */
  readonly momentDefects: readonly number[]
  readonly quantiles: readonly QuantileComparison[]
  /** Rows of which the original's quantiles are, if not of all; distances are always those of all. */
  readonly quantilesSampled?: number
  readonly regression?: FitComparison | { readonly response: string; readonly withheld: string }
  /** Largest of each kind: what limits are set on. */
  readonly worst: {
    readonly mass: number
    readonly moment: number
    readonly quantile: number
    /** NaN if the coefficients are not determined by the data. */
    readonly coefficient: number
  }
}

export interface QuantileComparison {
  readonly column: string
  /** Largest difference of the two distribution functions (Kolmogorov's distance). */
  readonly distance: number
  readonly levels: readonly { readonly share: number; readonly original: number; readonly coreset: number }[]
}

export interface FitComparison {
  readonly response: string
  readonly original: LinearFit
  readonly coreset: LinearFit
  readonly terms: readonly string[]
  /** Largest difference of the slopes in units of the original's standard deviations. */
  readonly difference: number
}

const SHARES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]

/** `columns` names both sets' columns; `response` is the one the regression explains, or -1 for none. */
export async function compareSets(
  original: OriginalRows,
  coreset: WeightedSet,
  options: {
    readonly columns: readonly string[]
    readonly order: number
    readonly response: number
    readonly signal: AbortSignal
  },
): Promise<Comparison> {
  const { columns, order, response, signal } = options
  checkAffordable(original.rows, columns.length, order)
  const others = summarizeColumns(coreset)
  const box = original.summaries.map(({ lower, upper }, i) => ({
    lower: Math.min(lower, others[i].lower),
    upper: Math.max(upper, others[i].upper),
  }))
  const moments = createChebyshevMoments(box, order)
  const covariance = createCovariance(original.summaries)
  const distances = createColumnDistances(coreset)
  let mass = 0
  for await (const { set } of original.blocks()) {
    await moments.add(set, signal)
    covariance.add(set)
    distances.add(set)
    mass += totalMass(set)
  }
  const massError = Math.abs(totalMass(coreset) - mass) / mass
  const coresetMoments = await chebyshevMoments(coreset, box, order, signal)
  const momentDefects = defectsByDegree(await moments.finish(), coresetMoments)
  const quantiles = distances
    .distances()
    .map((distance, index) => compareColumn(original.sample, coreset, columns[index], index, distance))
  const regression = response < 0 ? undefined : compareFits(covariance.result(), coreset, columns, response)
  return {
    massError,
    momentDefects,
    quantiles,
    quantilesSampled: original.streamed ? original.sample.size : undefined,
    regression,
    worst: {
      mass: massError,
      moment: Math.max(...momentDefects),
      quantile: Math.max(...quantiles.map(({ distance }) => distance)),
      coefficient: regression === undefined ? 0 : 'withheld' in regression ? NaN : regression.difference,
    },
  }
}

/** A check of less than was asked for would pass as the whole. */
function checkAffordable(size: number, dim: number, order: number): void {
  const most = affordableDegree(dim, size, order)
  if (most === order) return
  throw new OptionError(
    `Moments of order ${order} of ${dim} columns over ${size} rows are too many to compare`,
    `Give --order ${most}, or fewer --columns`,
  )
}

function compareColumn(
  original: WeightedSet,
  coreset: WeightedSet,
  column: string,
  index: number,
  distance: number,
): QuantileComparison {
  const before = distributionOf(original, index)
  const after = distributionOf(coreset, index)
  return {
    column,
    distance,
    levels: SHARES.map(share => ({
      share,
      original: quantile(before, share),
      coreset: quantile(after, share),
    })),
  }
}

function compareFits(
  original: Covariance,
  coreset: WeightedSet,
  columns: readonly string[],
  response: number,
): Comparison['regression'] {
  const before = fitCovariance(original, response)
  const after = fitLinear(coreset, response)
  if (!before.determined || !after.determined) {
    return { response: columns[response], withheld: UNDETERMINED }
  }
  // In one unit for both: deviations of the coreset's response may be others, where only its sums are kept.
  const differences = before.slopes.map((slope, i) => Math.abs(slope - after.slopes[i]) * before.spreads[i])
  return {
    response: columns[response],
    original: before,
    coreset: after,
    terms: columns.filter((_, i) => i !== response),
    difference: Math.max(0, ...differences),
  }
}
