import {
  type DirectionFeatures,
  differentiableParts,
  type FeatureMap,
  type PolynomialFeatures,
  polynomialProducts,
} from '@polylog/core'
import { recurrences } from '../polynomial-basis.js'

/** Features and their derivatives at single points: holds scratch. */
export interface GradientEvaluator {
  /** Features per point; the first is 1. */
  readonly count: number
  /**
   * Features at one point, then their derivatives by each of its coordinates: `(1 + axes) × count` numbers.
   *
   * @param point as many framed coordinates as there are axes, in `[-1, 1]`
   */
  evaluate(point: Float64Array, out: Float64Array): void
}

/**
 * @param frame `dim` centres, then `dim` factors
 * @param axes along which points may move; all else stands at the frame's centre
 * @throws OptionError for functions of the user's, whose derivatives are unknown
 */
export function compileGradients(
  map: FeatureMap,
  frame: Float64Array,
  axes: readonly number[],
): GradientEvaluator {
  const parts = differentiableParts(map).map(part =>
    part.kind === 'polynomial'
      ? polynomialGradients(part, axes.length)
      : directionGradients(part, frame, axes),
  )
  const count = parts.reduce((total, part) => total + part.count, 1)
  return {
    count,
    evaluate(point, out) {
      for (let row = 0; row <= axes.length; row++) out[row * count] = row === 0 ? 1 : 0
      let column = 1
      for (const part of parts) {
        part.fill(point, out, column, count)
        column += part.count
      }
    },
  }
}

/** The features of one part but the constant. */
interface PartGradients {
  readonly count: number
  /** As `evaluate`, from `out[at]` on, with rows `stride` apart. */
  fill(point: Float64Array, out: Float64Array, at: number, stride: number): void
}

/** Every feature is an earlier one times a polynomial of one variable, in which the earlier one is constant. */
function polynomialGradients({ basis, order }: PolynomialFeatures, axes: number): PartGradients {
  const { count, parents, factors } = polynomialProducts(axes, order)
  const recurrence = recurrences[basis]
  const values = new Float64Array(axes * (order + 1))
  const slopes = new Float64Array(axes * (order + 1))
  return {
    count: count - 1,
    fill(point, out, at, stride) {
      for (let axis = 0; axis < axes; axis++) fillTable(axis * (order + 1), point[axis])
      for (let j = 1; j < count; j++) {
        const factor = factors[j]
        const axis = Math.floor(factor / (order + 1))
        const value = values[factor]
        const to = at + j - 1
        const parent = at + parents[j] - 1
        const isPower = parents[j] === 0
        out[to] = isPower ? value : out[parent] * value
        for (let by = 0; by < axes; by++) {
          const row = (by + 1) * stride
          if (by === axis) out[to + row] = (isPower ? 1 : out[parent]) * slopes[factor]
          else out[to + row] = isPower ? 0 : out[parent + row] * value
        }
      }
    },
  }

  function fillTable(at: number, t: number): void {
    values[at] = 1
    slopes[at] = 0
    if (order === 0) return
    values[at + 1] = t
    slopes[at + 1] = 1
    for (let j = 2; j <= order; j++) {
      const { slope, shift } = recurrence(j)
      values[at + j] = slope * t * values[at + j - 1] - shift * values[at + j - 2]
      slopes[at + j] = slope * (values[at + j - 1] + t * slopes[at + j - 1]) - shift * slopes[at + j - 2]
    }
  }
}

function directionGradients(
  { directions, count }: DirectionFeatures,
  frame: Float64Array,
  axes: readonly number[],
): PartGradients {
  const dim = frame.length / 2
  return {
    count,
    fill(point, out, at, stride) {
      for (let i = 0; i < count; i++) {
        let product = 0
        axes.forEach((axis, a) => {
          const slope = directions[i * dim + axis] / frame[dim + axis]
          product += slope * point[a]
          out[at + i + (a + 1) * stride] = slope
        })
        out[at + i] = product
      }
    },
  }
}
