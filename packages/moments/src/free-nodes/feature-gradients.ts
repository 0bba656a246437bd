import {
  type CustomFeatures,
  type DirectionFeatures,
  differentiableLeaves,
  type FeatureMap,
  type FourierFeatures,
  featureProgram,
  type KernelFeatures,
  type PolynomialBasis,
  profileOf,
  type TableFill,
} from '@polylog/core'
import { slopeOf } from '../kernel-slope.js'
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

/** The table of a feature program at one point: values, then derivatives by each coordinate that may change. */
interface PointTable {
  readonly values: Float64Array
  /** One array for each coordinate. */
  readonly slopes: readonly Float64Array[]
}

/** @param point all coordinates, in input units; @param framed those that may change, in the frame */
type FillPoint = (point: Float64Array, framed: Float64Array, table: PointTable) => void

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
  differentiableLeaves(map)
  const dim = frame.length / 2
  const { count, parents, factors, tableRows, fills } = featureProgram(map, dim, axes)
  const fillPoint = fills.map(fill => compileFill(fill, frame, axes))
  const values = new Float64Array(tableRows)
  const slopes = axes.map(() => new Float64Array(tableRows))
  const place = frame.slice(0, dim)
  return {
    count,
    evaluate(point, out) {
      axes.forEach((axis, a) => {
        place[axis] = frame[axis] + point[a] / frame[dim + axis]
      })
      for (const fill of fillPoint) fill(place, point, { values, slopes })
      for (let row = 0; row <= axes.length; row++) out[row * count] = row === 0 ? 1 : 0
      for (let j = 1; j < count; j++) {
        const parent = parents[j]
        const factor = factors[j]
        const parentValue = out[parent]
        const value = values[factor]
        out[j] = parentValue * value
        for (let a = 0; a < axes.length; a++) {
          const row = (a + 1) * count
          out[row + j] = out[row + parent] * value + parentValue * slopes[a][factor]
        }
      }
    },
  }
}

function compileFill(fill: TableFill, frame: Float64Array, axes: readonly number[]): FillPoint {
  const dim = frame.length / 2
  const { row } = fill
  switch (fill.kind) {
    case 'powers': {
      const { basis, axis, degree } = fill
      const a = axes.indexOf(axis)
      const derivatives = new Float64Array(degree)
      return (_place, framed, { values, slopes }) => {
        fillPowers(basis, framed[a], degree, values, row, derivatives)
        slopes[a].set(derivatives, row)
      }
    }
    case 'projection': {
      const { basis, direction, offset, degree } = fill
      const derivatives = new Float64Array(degree)
      const perAxis = axes.map(axis => direction[axis] / frame[dim + axis])
      return (place, _framed, { values, slopes }) => {
        let t = -offset
        for (let axis = 0; axis < dim; axis++) t += direction[axis] * place[axis]
        fillPowers(basis, t, degree, values, row, derivatives)
        for (let j = 0; j < degree; j++) {
          for (let a = 0; a < axes.length; a++) slopes[a][row + j] = derivatives[j] * perAxis[a]
        }
      }
    }
    case 'directions':
      return fillDirections(fill, row, frame, axes)
    case 'kernel':
      return fillKernel(fill, row, frame, axes)
    case 'fourier':
      return fillWaves(fill, row, frame, axes)
    case 'custom':
      return refuse(fill)
  }
}

function refuse(_fill: CustomFeatures): never {
  throw new Error('Functions were refused before')
}

/** `P_1 … P_degree` at `t`, and their derivatives. */
function fillPowers(
  basis: PolynomialBasis,
  t: number,
  degree: number,
  values: Float64Array,
  row: number,
  derivatives: Float64Array,
): void {
  const recurrence = recurrences[basis]
  values[row] = t
  derivatives[0] = 1
  for (let j = 2; j <= degree; j++) {
    const { slope, shift } = recurrence(j)
    const [last, before] = [values[row + j - 2], j === 2 ? 1 : values[row + j - 3]]
    const [lastSlope, slopeBefore] = [derivatives[j - 2], j === 2 ? 0 : derivatives[j - 3]]
    values[row + j - 1] = slope * t * last - shift * before
    derivatives[j - 1] = slope * (last + t * lastSlope) - shift * slopeBefore
  }
}

function fillDirections(
  { directions, count }: DirectionFeatures,
  row: number,
  frame: Float64Array,
  axes: readonly number[],
): FillPoint {
  const dim = frame.length / 2
  return (_place, framed, { values, slopes }) => {
    for (let i = 0; i < count; i++) {
      let form = 0
      for (let a = 0; a < axes.length; a++) {
        const slope = directions[i * dim + axes[a]] / frame[dim + axes[a]]
        form += slope * framed[a]
        slopes[a][row + i] = slope
      }
      values[row + i] = form
    }
  }
}

function fillWaves(
  { frequencies, phases }: FourierFeatures,
  row: number,
  frame: Float64Array,
  axes: readonly number[],
): FillPoint {
  const dim = frame.length / 2
  return (place, _framed, { values, slopes }) => {
    for (let i = 0; i < phases.length; i++) {
      let angle = phases[i]
      for (let axis = 0; axis < dim; axis++) angle += frequencies[i * dim + axis] * place[axis]
      values[row + i] = Math.cos(angle)
      const slope = -Math.sin(angle)
      for (let a = 0; a < axes.length; a++) {
        slopes[a][row + i] = (slope * frequencies[i * dim + axes[a]]) / frame[dim + axes[a]]
      }
    }
  }
}

function fillKernel(
  { kernel, width, landmarks, count, transform }: KernelFeatures,
  row: number,
  frame: Float64Array,
  axes: readonly number[],
): FillPoint {
  const dim = frame.length / 2
  const given = landmarks.length / dim
  const profile = profileOf(kernel)
  const slope = slopeOf(kernel)
  const sections = new Float64Array(given)
  const sectionSlopes = axes.map(() => new Float64Array(given))
  const combined = (from: Float64Array, j: number) => {
    if (!transform) return from[j]
    let sum = 0
    for (let i = 0; i < given; i++) sum += transform[j * given + i] * from[i]
    return sum
  }
  return (place, _framed, { values, slopes }) => {
    for (let i = 0; i < given; i++) {
      let squared = 0
      for (let axis = 0; axis < dim; axis++)
        squared += ((place[axis] - landmarks[i * dim + axis]) / width) ** 2
      sections[i] = profile(squared)
      const rise = (2 * slope(squared)) / width ** 2
      for (let a = 0; a < axes.length; a++) {
        const axis = axes[a]
        sectionSlopes[a][i] = (rise * (place[axis] - landmarks[i * dim + axis])) / frame[dim + axis]
      }
    }
    for (let j = 0; j < count; j++) {
      values[row + j] = combined(sections, j)
      for (let a = 0; a < axes.length; a++) slopes[a][row + j] = combined(sectionSlopes[a], j)
    }
  }
}
