import type { WeightedSet } from '@polylog/core'
import { fitLinear, type LinearFit } from '../statistics/least-squares.js'
import type { ChosenColumns } from '../tables/choose-columns.js'

/** One least-squares fit on all rows, on the compressed ones, and on as many random ones. */
export interface RegressionComparison {
  readonly response: string
  /** The coefficients' names, `intercept` first. */
  readonly terms: readonly string[]
  readonly allRows: Coefficients
  readonly coreset: Coefficients
  readonly randomRows: Coefficients
}

export interface Coefficients {
  readonly values: readonly number[]
  /** R². */
  readonly explained: number
}

export function compareRegressions(
  sets: { readonly all: WeightedSet; readonly coreset: WeightedSet; readonly random: WeightedSet },
  { coordinates }: ChosenColumns,
  response: number,
): RegressionComparison {
  return {
    response: coordinates[response].name,
    terms: ['intercept', ...coordinates.filter((_, i) => i !== response).map(({ name }) => name)],
    allRows: coefficients(fitLinear(sets.all, response)),
    coreset: coefficients(fitLinear(sets.coreset, response)),
    randomRows: coefficients(fitLinear(sets.random, response)),
  }
}

function coefficients({ intercept, slopes, explained }: LinearFit): Coefficients {
  return { values: [intercept, ...slopes], explained }
}
