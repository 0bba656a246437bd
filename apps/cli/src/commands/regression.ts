import { fitCovariance, fitLinear, type LinearFit, UNDETERMINED } from '../statistics/least-squares.js'
import type { ChosenColumns } from '../tables/choose-columns.js'
import type { RowComparison } from './compare-rows.js'

/** Why no fit is shown. */
export interface WithheldRegression {
  readonly response: string
  readonly withheld: string
}

/** One least-squares fit on all rows, on the compressed ones, and on as many random ones. */
export interface RegressionComparison {
  readonly response: string
  /** The coefficients' names, `intercept` first. */
  readonly terms: readonly string[]
  readonly allRows: Coefficients
  readonly coreset: Coefficients
  /** Absent if so few rows do not determine the coefficients. */
  readonly randomRows?: Coefficients
}

export interface Coefficients {
  readonly values: readonly number[]
  /** R². */
  readonly explained: number
}

export function compareRegressions(
  compared: Pick<RowComparison, 'covariance' | 'coreset' | 'random'>,
  { coordinates }: ChosenColumns,
  response: number,
): RegressionComparison | WithheldRegression {
  const all = fitCovariance(compared.covariance, response)
  const [coreset, random] = [compared.coreset, compared.random].map(set => fitLinear(set, response))
  if (!all.determined || !coreset.determined) {
    return { response: coordinates[response].name, withheld: UNDETERMINED }
  }
  return {
    response: coordinates[response].name,
    terms: ['intercept', ...coordinates.filter((_, i) => i !== response).map(({ name }) => name)],
    allRows: coefficients(all),
    coreset: coefficients(coreset),
    randomRows: random.determined ? coefficients(random) : undefined,
  }
}

function coefficients({ intercept, slopes, explained }: LinearFit): Coefficients {
  return { values: [intercept, ...slopes], explained }
}
