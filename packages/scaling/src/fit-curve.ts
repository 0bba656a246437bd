import { levenbergMarquardt } from 'ml-levenberg-marquardt'
import type { Curve, ScalingLaw } from './laws.js'

/** What a curve is fitted to. */
export interface Observation {
  readonly size: number
  readonly loss: number
  readonly standardError: number
}

export interface CurveFit {
  readonly law: ScalingLaw
  /** `Σ ((L(d) - loss) / standard error)²`. */
  readonly squares: number
  /** To start other fits from: height, slope, and floor over the least loss if there is one. */
  readonly parameters: readonly number[]
}

/** Slopes to start from: a geometric ladder. */
const FIRST_SLOPE = 0.02
const MOST_SLOPE = 200
const SLOPES = 60

/** Heights may go so far beyond the largest loss, and below it, in logarithms. */
const HEIGHT_ABOVE = 3
const HEIGHT_BELOW = 40

/** From the best slope, and from parameters that are nearly right. */
const ITERATIONS = 60
const FEW_ITERATIONS = 12

/**
 * Weighted non-linear least squares (Levenberg and Marquardt), from the parameters that are given, or from the best of many
 * slopes: for each of those, floor and height follow from linear least squares. The floor is never negative, and the curve falls.
 */
export function fitCurve(
  curve: Curve,
  observations: readonly Observation[],
  start?: readonly number[],
): CurveFit {
  const least = Math.min(...observations.map(({ loss }) => loss))
  const most = Math.log(Math.max(...observations.map(({ loss }) => loss)))
  const u = observations.map(({ size }) => curve.u(size))
  const errors = observations.map(({ standardError }) => standardError)
  const y = observations.map(({ loss, standardError }) => loss / standardError)
  const minValues = [most - HEIGHT_BELOW, FIRST_SLOPE / 100, 0]
  const maxValues = [most + HEIGHT_ABOVE, MOST_SLOPE, 1]
  const within = (values: readonly number[]) =>
    values.map((value, i) => Math.min(maxValues[i], Math.max(minValues[i], value)))
  const squaresOf = ([height, slope, floor = 0]: readonly number[]) =>
    u.reduce((sum, place, i) => {
      const value = (least * floor + Math.exp(height - slope * place)) / errors[i]
      return sum + (value - y[i]) ** 2
    }, 0)
  const initialValues = within(start ?? bestStart(curve, u, errors, y, least))
  const { parameterValues } = levenbergMarquardt(
    { x: observations.map((_, i) => i), y },
    ([height, slope, floor = 0]) =>
      i =>
        (least * floor + Math.exp(height - slope * u[i])) / errors[i],
    {
      initialValues,
      minValues: minValues.slice(0, initialValues.length),
      maxValues: maxValues.slice(0, initialValues.length),
      maxIterations: start ? FEW_ITERATIONS : ITERATIONS,
      improvementThreshold: 1e-9,
      errorTolerance: 0,
      jacobianFunction: parameters => i => {
        const [height, slope] = parameters
        const excess = Math.exp(height - slope * u[i]) / errors[i]
        return [excess, -u[i] * excess, least / errors[i]].slice(0, parameters.length)
      },
    },
  )
  const parameters = squaresOf(parameterValues) <= squaresOf(initialValues) ? parameterValues : initialValues
  const [height, slope, floor = 0] = parameters
  return { law: curve.toLaw(least * floor, height, slope), squares: squaresOf(parameters), parameters }
}

function bestStart(
  curve: Curve,
  u: readonly number[],
  errors: readonly number[],
  y: readonly number[],
  least: number,
): readonly number[] {
  let best: readonly number[] = []
  let fewest = Infinity
  for (let s = 0; s < SLOPES; s++) {
    const slope = FIRST_SLOPE * (MOST_SLOPE / FIRST_SLOPE) ** (s / (SLOPES - 1))
    const falling = u.map((place, i) => Math.exp(-slope * place) / errors[i])
    const flat = errors.map(error => least / error)
    const { height, floor } = linearPart(falling, curve.hasFloor ? flat : undefined, y)
    if (!(height > 0)) continue
    const squares = y.reduce((sum, value, i) => sum + (height * falling[i] + floor * flat[i] - value) ** 2, 0)
    if (squares < fewest) {
      fewest = squares
      best = curve.hasFloor ? [Math.log(height), slope, floor] : [Math.log(height), slope]
    }
  }
  return best.length > 0 ? best : [Math.log(least), 1, 0].slice(0, curve.hasFloor ? 3 : 2)
}

/** `height · falling + floor · flat` nearest to `y`, with a floor that is not negative. */
function linearPart(falling: readonly number[], flat: readonly number[] | undefined, y: readonly number[]) {
  const product = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, i) => sum + value * b[i], 0)
  const alone = { height: product(falling, y) / product(falling, falling), floor: 0 }
  if (!flat) return alone
  const [aa, ab, bb] = [product(falling, falling), product(falling, flat), product(flat, flat)]
  const [ay, by] = [product(falling, y), product(flat, y)]
  const determinant = aa * bb - ab * ab
  const floor = (aa * by - ab * ay) / determinant
  if (!(floor > 0)) return alone
  return { height: (bb * ay - ab * by) / determinant, floor }
}
