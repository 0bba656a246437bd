import { OptionError } from '@polylog/core'
import { isLinearInLabels, type Loss } from '../loss/losses.js'
import { checkTargetIs } from './check-labels.js'
import type { DatasetCertificate, StratumCertificate } from './dataset-coreset.js'

/** Which sums of its input a coreset keeps: more than these, no coreset of it can keep. */
export interface Guarantee {
  readonly target: readonly string[]
  /** Columns of which it knows anything; `'all'` where all rows are there. */
  readonly inputs: readonly string[] | 'all'
  readonly sums: readonly string[] | 'all'
  readonly groups: readonly string[] | 'all'
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
  const { target, inputs, sums, groups, loss, leastSquares = -1, strata, inputSize } = certificate
  // Groups that were made of a coreset's rows do not tell how many rows of the input they stand for.
  const areCounted = strata.reduce((sum, stratum) => sum + stratum.inputSize, 0) === inputSize
  const degreeOf = (stratum: StratumCertificate) =>
    areCounted && stratum.inputSize === stratum.outputSize
      ? Infinity
      : stratum.averagedCells
        ? 0
        : (stratum.degree ?? Math.max(0, leastSquares))
  const degree = Math.min(...strata.map(degreeOf))
  const hasAll = degree === Infinity
  return {
    target,
    inputs: hasAll ? 'all' : inputs,
    sums: hasAll ? 'all' : sums,
    groups: hasAll ? 'all' : groups,
    losses: hasAll ? [] : [loss],
    leastSquares: hasAll ? Infinity : leastSquares,
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
    inputs: common(guarantees.map(({ inputs }) => inputs)),
    sums: common(guarantees.map(({ sums }) => sums)),
    groups: common(guarantees.map(({ groups }) => groups)),
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

function common(lists: readonly (readonly string[] | 'all')[]): readonly string[] | 'all' {
  return lists.reduce((a, b) => (a === 'all' ? b : b === 'all' ? a : a.filter(name => b.includes(name))))
}

/** What rows are to serve for. */
export interface Purpose {
  readonly target: readonly string[]
  readonly inputs: readonly string[]
  readonly sums: readonly string[]
  readonly groups: readonly string[]
  readonly loss: Loss
  readonly leastSquares?: number
}

/** @throws OptionError if rows that were kept for something else are to serve: nothing is known of that */
export function checkServes(made: Guarantee, asked: Purpose): void {
  const { target, losses, leastSquares } = made
  checkTargetIs(target, asked.target)
  checkColumns(made, asked)
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

/** Sums of what was an input of degree 1 or more are known, too. */
function checkColumns({ inputs, sums, groups, degree, leastSquares }: Guarantee, asked: Purpose): void {
  const summed = sums === 'all' || inputs === 'all' ? 'all' : [...sums, ...(hasSums() ? inputs : [])]
  for (const [option, known, wanted, what] of [
    ['inputs', inputs, asked.inputs, 'the inputs'],
    ['sums', summed, asked.sums, 'sums of'],
    ['by', groups, asked.groups, 'groups by'],
  ] as const) {
    if (known === 'all') continue
    const unknown = wanted.filter(name => !known.includes(name))
    if (unknown.length === 0) continue
    throw new OptionError(
      `${option} is ${wanted.join(', ')} for a coreset made for ${known.length > 0 ? `${what} ${known.join(', ')}` : `no ${option}`}, which knows nothing of ${unknown.join(', ')}`,
      `Leave ${unknown.join(', ')} out, or compress all rows`,
    )
  }

  function hasSums(): boolean {
    return Math.max(degree, leastSquares) >= 1
  }
}
