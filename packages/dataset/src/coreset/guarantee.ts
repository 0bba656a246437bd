import { OptionError } from '@polylog/core'
import { isLinearInLabels, type Loss } from '../loss/losses.js'
import { checkTargetIs } from './check-labels.js'
import type { DatasetCertificate, StratumCertificate } from './dataset-coreset.js'

/** Which sums of its input a coreset keeps: more than these, no coreset of it can keep. */
export interface Guarantee {
  readonly target: readonly string[]
  /** For which it was made; none where all rows are there. */
  readonly losses: readonly Loss[]
  /** The highest degree of which least squares are exact, -1 if none; infinite where all rows are there. */
  readonly leastSquares: number
  /** Of the polynomials whose sums are kept in every stratum. */
  readonly degree: number
  readonly strata: ReadonlyMap<string, StratumGuarantee>
}

export interface StratumGuarantee {
  readonly degree: number
  /** Rows of the input that it stands for. */
  readonly inputSize: number
}

export function guaranteeOf(certificate: DatasetCertificate): Guarantee {
  const { target, loss, leastSquares = -1, strata, inputSize } = certificate
  // Groups that were made of a coreset's rows do not tell how many rows of the input they stand for.
  const areCounted = strata.reduce((sum, stratum) => sum + stratum.inputSize, 0) === inputSize
  const degreeOf = (stratum: StratumCertificate) =>
    areCounted && stratum.inputSize === stratum.outputSize
      ? Infinity
      : (stratum.degree ?? Math.max(0, leastSquares))
  const degree = Math.min(...strata.map(degreeOf))
  return {
    target,
    losses: degree === Infinity ? [] : [loss],
    leastSquares: degree === Infinity ? Infinity : leastSquares,
    degree,
    strata: new Map(
      strata.map(stratum => [stratum.name, { degree: degreeOf(stratum), inputSize: stratum.inputSize }]),
    ),
  }
}

/** What the rows of several coresets keep together. */
export function weakest(guarantees: readonly Guarantee[]): Guarantee {
  const [{ target }] = guarantees
  for (const other of guarantees) checkTargetIs(other.target, target)
  const least = (of: (guarantee: Guarantee) => number) => Math.min(...guarantees.map(of))
  const names = new Set(guarantees.flatMap(({ strata }) => [...strata.keys()]))
  return {
    target,
    losses: [...new Set(guarantees.flatMap(({ losses }) => losses))],
    leastSquares: least(({ leastSquares }) => leastSquares),
    degree: least(({ degree }) => degree),
    strata: new Map(
      Array.from(names, name => [
        name,
        {
          degree: least(({ strata, degree }) => strata.get(name)?.degree ?? degree),
          inputSize: guarantees.reduce((sum, { strata }) => sum + (strata.get(name)?.inputSize ?? 0), 0),
        },
      ]),
    ),
  }
}

/** @throws OptionError if rows that were kept for something else are to serve: nothing is known of that */
export function checkServes(
  { target, losses, leastSquares }: Guarantee,
  asked: { readonly target: readonly string[]; readonly loss: Loss; readonly leastSquares?: number },
): void {
  checkTargetIs(target, asked.target)
  const other = losses.find(loss => isLinearInLabels(loss) !== isLinearInLabels(asked.loss))
  if (other !== undefined) {
    throw new OptionError(
      `A coreset made for the loss ${other} is to be compressed for the loss ${asked.loss}`,
      'Give the loss that it was made for, or compress all rows',
    )
  }
  if (asked.leastSquares === undefined || asked.leastSquares <= leastSquares) return
  throw new OptionError(
    `leastSquares is ${asked.leastSquares} for a coreset ${
      leastSquares < 0 ? 'of which no least squares are exact' : `that is exact for degree ${leastSquares}`
    }`,
    leastSquares < 0 ? 'Compress all rows' : `Give ${leastSquares} or less, or compress all rows`,
  )
}
