import { createRng, InputError, OptionError } from '@polylog/core'
import { bootstrapIntervals, type Interval } from './bootstrap.js'
import { fitCurve, type Observation } from './fit-curve.js'
import { type Curve, type LawKind, lossAt, powerCurve, type ScalingLaw, stretchedCurve } from './laws.js'
import { type Losses, type LossPoint, lossPoints } from './loss-points.js'

export interface FitScalingOptions {
  /** Of a stretched exponential; the best of 1 to 6 by default, which then counts as a parameter. */
  readonly dim?: number
  /** Resamplings for the intervals, 200 by default. */
  readonly resamplings?: number
  /** Of the resamplings, 0 by default. */
  readonly seed?: number
}

/** One kind of law, fitted. */
export interface LawFit {
  readonly law: ScalingLaw
  /** 95 % of the resamplings, of each parameter but the dimension. */
  readonly intervals: Readonly<Record<string, Interval>>
  /** Akaike's criterion, corrected for few points: less is better. Infinite where there are too few points to tell. */
  readonly criterion: number
  /** The same without the correction, by which laws are told apart: few points decide nothing. */
  readonly uncorrected: number
  /**
   * How far the law misses the means of each size, over their standard errors: root mean square, each parameter counted as a
   * size less. Near 1 where the law holds; nothing where repeats do not tell the errors, or there are no more sizes than parameters.
   */
  readonly misfit?: number
  /** Akaike's weight among the laws fitted: they sum to 1. */
  readonly share: number
  /**
   * Root mean square of `ln(predicted / measured)` at the largest third of the sizes, at least two, of the law fitted to the
   * others; nothing where those are too few.
   */
  readonly extrapolation?: number
}

export interface ScalingFit {
  /** Best first by the criterion; where that is infinite, by the uncorrected one. */
  readonly fits: readonly LawFit[]
  readonly points: readonly LossPoint[]
  readonly isErrorKnown: boolean
  /** Whether the losses fall: a constant is told from the best law, which is worth nothing if not. */
  readonly isFalling: boolean
  /** Laws that the data cannot tell from the best: within 6 of its uncorrected criterion, or off by a third less, or better, in extrapolation. */
  readonly rivals: readonly LawKind[]
}

/** Sizes that the law of most parameters needs. */
const LEAST_SIZES = 4

/** A difference of the criterion of 6 is odds of 20 to 1. */
const TOLD_APART = 6

/** Extrapolation errors that differ by less are alike. */
const ALIKE = 1.5

const DIMS = [1, 2, 3, 4, 5, 6]

const RESAMPLINGS = 200

/**
 * Fits the laws of the paper's section on scaling to measured losses: `(d0 / d)^α`, `L0 + (d0 / d)^α` and
 * `L0 + A exp(-a d^{1/m})`, by weighted non-linear least squares over the means of each size, and says which the data prefer.
 *
 * ```ts
 * const { fits, rivals } = fitScaling({ sizes: [256, 512, 1024, …], losses: [0.31, 0.24, 0.19, …] })
 * ```
 *
 * @throws InputError for fewer than 4 different sizes, or entries that are not positive numbers
 * @throws OptionError for a dim or number of resamplings that is not a positive integer
 */
export function fitScaling(losses: Losses, options: FitScalingOptions = {}): ScalingFit {
  const { dim, resamplings = RESAMPLINGS, seed = 0 } = options
  for (const [name, value] of Object.entries({ dim: dim ?? 1, resamplings })) {
    if (Number.isInteger(value) && value >= 1) continue
    throw new OptionError(`${name} is ${value}`, 'Give a positive integer')
  }
  const measured = lossPoints(losses)
  const { points, isErrorKnown } = measured
  if (points.length < LEAST_SIZES) {
    throw new InputError(
      points.length === 1 ? 'There is only one size' : `There are only ${points.length} different sizes`,
      `Give losses at ${LEAST_SIZES} sizes or more; they should span a factor of 10 at least`,
    )
  }
  const rng = createRng(seed)
  const unranked = curvesFor(points, dim).map(curves => {
    const { curve, fit } = bestOf(curves, observationsOf(points))
    return {
      law: fit.law,
      intervals: bootstrapIntervals(curve, fit, measured, resamplings, rng.fork()),
      ...criteriaOf(fit.squares, points.length, curve.parameters, isErrorKnown),
      ...misfitOf(fit.squares, points.length - curve.parameters, isErrorKnown),
      extrapolation: extrapolationError(points, points => curvesFor(points, dim), curve.kind),
    }
  })
  const fits = withShares(
    [...unranked].sort((a, b) => a.criterion - b.criterion || a.uncorrected - b.uncorrected),
  )
  const constant = criteriaOf(squaresOfConstant(points), points.length, 1, isErrorKnown)
  const least = Math.min(...fits.map(({ uncorrected }) => uncorrected))
  const isFalling = constant.uncorrected - least >= TOLD_APART
  return { fits, points, isErrorKnown, isFalling, rivals: rivalsOf(fits) }
}

/** By kind, the curves of which the best counts. */
function curvesFor(points: readonly LossPoint[], dim: number | undefined): readonly (readonly Curve[])[] {
  const dims = dim === undefined ? DIMS : [dim]
  return [
    [powerCurve(points, false)],
    [powerCurve(points, true)],
    dims.map(m => stretchedCurve(points, m, dim === undefined)),
  ]
}

function observationsOf(points: readonly LossPoint[]): readonly Observation[] {
  return points.map(({ size, mean, standardError }) => ({ size, loss: mean, standardError }))
}

function bestOf(curves: readonly Curve[], observations: readonly Observation[]) {
  return curves
    .map(curve => ({ curve, fit: fitCurve(curve, observations) }))
    .reduce((a, b) => (b.fit.squares < a.fit.squares ? b : a))
}

/** With errors that are only known up to a factor, that is a parameter as well. */
function criteriaOf(squares: number, count: number, parameters: number, isErrorKnown: boolean) {
  const free = parameters + (isErrorKnown ? 0 : 1)
  const misfit = isErrorKnown ? squares : count * Math.log(Math.max(squares, Number.MIN_VALUE) / count)
  const spare = count - free - 1
  const uncorrected = misfit + 2 * free
  return { uncorrected, criterion: spare > 0 ? uncorrected + (2 * free * (free + 1)) / spare : Infinity }
}

function misfitOf(squares: number, freedom: number, isErrorKnown: boolean): Pick<LawFit, 'misfit'> {
  return isErrorKnown && freedom > 0 ? { misfit: Math.sqrt(squares / freedom) } : {}
}

/** Of the constant that is nearest to the losses. */
function squaresOfConstant(points: readonly LossPoint[]): number {
  const total = (of: (point: LossPoint) => number) => points.reduce((sum, point) => sum + of(point), 0)
  const weightOf = ({ standardError }: LossPoint) => standardError ** -2
  const constant = total(point => weightOf(point) * point.mean) / total(weightOf)
  return total(point => weightOf(point) * (point.mean - constant) ** 2)
}

function extrapolationError(
  points: readonly LossPoint[],
  curvesOf: (points: readonly LossPoint[]) => readonly (readonly Curve[])[],
  kind: LawKind,
): number | undefined {
  const held = Math.max(2, Math.floor(points.length / 3))
  const seen = points.slice(0, points.length - held)
  const curves = seen.length < 2 ? undefined : curvesOf(seen).find(([curve]) => curve.kind === kind)
  if (!curves || curves[0].parameters > seen.length) return undefined
  const { law } = bestOf(curves, observationsOf(seen)).fit
  const squares = points
    .slice(points.length - held)
    .reduce((sum, { size, mean }) => sum + Math.log(lossAt(law, size) / mean) ** 2, 0)
  return Math.sqrt(squares / held)
}

function withShares(fits: readonly Omit<LawFit, 'share'>[]): readonly LawFit[] {
  const odds = fits.map(({ criterion }) =>
    criterion === Infinity ? 0 : Math.exp((fits[0].criterion - criterion) / 2),
  )
  const total = odds.reduce((sum, value) => sum + value, 0)
  return fits.map((fit, i) => ({ ...fit, share: total > 0 ? odds[i] / total : 1 / fits.length }))
}

function rivalsOf([best, ...others]: readonly LawFit[]): readonly LawKind[] {
  return others
    .filter(
      other =>
        other.uncorrected - best.uncorrected < TOLD_APART ||
        ALIKE * (other.extrapolation ?? Infinity) < (best.extrapolation ?? 0),
    )
    .map(({ law }) => law.kind)
}
