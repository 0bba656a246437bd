import {
  type CustomFeatures,
  type DirectionFeatures,
  type FourierFeatures,
  InputError,
  type TableFill,
} from '@polylog/core'
import { fillKernel } from './kernel-fill.js'
import { fillPolynomials } from './polynomial-basis.js'

/**
 * Fills some rows of a table: row `i` of the point `rows[start + p]` goes to `table[i * stride + p]`. Arguments are
 * those of `FeatureEvaluator`.
 */
export type FillTable = (
  points: Float64Array,
  rows: Uint32Array,
  start: number,
  end: number,
  frame: Float64Array,
  table: Float64Array,
) => void

/** @param stride most points at once; functions hold scratch for so many */
export function compileFill(fill: TableFill, dim: number, stride: number): FillTable {
  const at = fill.row * stride
  switch (fill.kind) {
    case 'powers': {
      const { axis, basis, degree } = fill
      return (points, rows, start, end, frame, table) => {
        const centre = frame[axis]
        const factor = frame[dim + axis]
        for (let i = start; i < end; i++)
          table[at + i - start] = (points[rows[i] * dim + axis] - centre) * factor
        fillPolynomials(basis, degree, end - start, table, at, stride)
      }
    }
    case 'projection': {
      const { direction, offset, basis, degree } = fill
      return (points, rows, start, end, _frame, table) => {
        for (let i = start; i < end; i++) {
          table[at + i - start] = product(direction, 0, points, rows[i] * dim, dim) - offset
        }
        fillPolynomials(basis, degree, end - start, table, at, stride)
      }
    }
    case 'directions':
      return fillDirections(fill, dim, at, stride)
    case 'kernel':
      return fillKernel(fill, dim, at, stride)
    case 'fourier':
      return fillWaves(fill, dim, at, stride)
    case 'custom':
      return fillCustom(fill, dim, at, stride)
  }
}

function product(a: Float64Array, from: number, b: Float64Array, at: number, dim: number): number {
  let sum = 0
  for (let axis = 0; axis < dim; axis++) sum += a[from + axis] * b[at + axis]
  return sum
}

function fillDirections(
  { directions, count }: DirectionFeatures,
  dim: number,
  at: number,
  stride: number,
): FillTable {
  return (points, rows, start, end, frame, table) => {
    for (let i = 0; i < count; i++) {
      const to = at + i * stride - start
      for (let p = start; p < end; p++) {
        const point = rows[p] * dim
        let form = 0
        for (let axis = 0; axis < dim; axis++) {
          form += directions[i * dim + axis] * (points[point + axis] - frame[axis])
        }
        table[to + p] = form
      }
    }
  }
}

function fillWaves(
  { frequencies, phases }: FourierFeatures,
  dim: number,
  at: number,
  stride: number,
): FillTable {
  const count = phases.length
  return (points, rows, start, end, _frame, table) => {
    for (let i = 0; i < count; i++) {
      const to = at + i * stride - start
      for (let p = start; p < end; p++) {
        table[to + p] = Math.cos(product(frequencies, i * dim, points, rows[p] * dim, dim) + phases[i])
      }
    }
  }
}

function fillCustom({ count, evaluate }: CustomFeatures, dim: number, at: number, stride: number): FillTable {
  const point = new Float64Array(dim)
  return (points, rows, start, end, _frame, table) => {
    for (let p = start; p < end; p++) {
      const from = rows[p] * dim
      for (let axis = 0; axis < dim; axis++) point[axis] = points[from + axis]
      const values = valuesAt(evaluate, point)
      checkCustomValues(values, count, point)
      for (let i = 0; i < count; i++) table[at + i * stride + p - start] = values[i]
    }
  }
}

function valuesAt(evaluate: CustomFeatures['evaluate'], point: Float64Array): ArrayLike<number> {
  try {
    return evaluate(point)
  } catch (cause) {
    throw new InputError(
      `The custom features threw at the point (${point.join(', ')})`,
      'They must accept every point',
      { cause },
    )
  }
}

function checkCustomValues(values: ArrayLike<number>, count: number, point: Float64Array): void {
  if (values?.length !== count) {
    throw new InputError(
      `The custom features of the point (${point.join(', ')}) are ${values?.length ?? String(values)} numbers, not ${count}`,
      'Return exactly `count` numbers for every point',
    )
  }
  for (let i = 0; i < count; i++) {
    if (!Number.isFinite(values[i])) {
      throw new InputError(
        `Custom feature ${i} of the point (${point.join(', ')}) is ${values[i]}`,
        'Features must be finite numbers',
      )
    }
  }
}
