import {
  type CustomFeatures,
  type DirectionFeatures,
  type FourierFeatures,
  InputError,
  type KernelFeatures,
  type TableFill,
} from '@polylog/core'
import { profileOf } from './kernels.js'
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

/** Of an exponential or a cosine, in multiply-adds. */
const TRANSCENDENTAL = 20

/** Of filling the rows for one point, roughly, in multiply-adds. */
export function fillWork(fill: TableFill, dim: number): number {
  switch (fill.kind) {
    case 'powers':
      return fill.degree
    case 'projection':
      return dim + fill.degree
    case 'directions':
      return fill.count * dim
    case 'kernel': {
      const landmarks = fill.landmarks.length / dim
      return landmarks * (2 * dim + TRANSCENDENTAL + (fill.transform ? fill.count : 0))
    }
    case 'fourier':
      return fill.phases.length * (dim + TRANSCENDENTAL)
    case 'custom':
      return fill.count * TRANSCENDENTAL
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

/** Sections are evaluated four landmarks at a time, and then combined by the transform. */
function fillKernel(
  { kernel, width, landmarks, count, transform }: KernelFeatures,
  dim: number,
  at: number,
  stride: number,
): FillTable {
  const given = landmarks.length / dim
  const profile = profileOf(kernel)
  // Filled up with the last landmark to a multiple of four.
  const places = new Float64Array(4 * Math.ceil(given / 4) * dim)
  for (let i = 0; i < places.length; i++) {
    const landmark = Math.min(given - 1, Math.floor(i / dim))
    places[i] = landmarks[landmark * dim + (i % dim)] / width
  }
  const point = new Float64Array(dim)
  const squared = new Float64Array(4)
  const sections = transform ? new Float64Array(given * stride) : undefined
  return (points, rows, start, end, _frame, table) => {
    const out = sections ?? table
    const first = sections ? 0 : at
    for (let p = start; p < end; p++) {
      const from = rows[p] * dim
      for (let axis = 0; axis < dim; axis++) point[axis] = points[from + axis] / width
      for (let i = 0; i < given; i += 4) {
        squaredDistances(point, places, i * dim, dim, squared)
        const last = Math.min(4, given - i)
        for (let k = 0; k < last; k++) out[first + (i + k) * stride + p - start] = profile(squared[k])
      }
    }
    if (transform && sections) combine(transform, count, given, sections, table, at, stride, end - start)
  }
}

/** To four places, side by side from `places[at]` on: sums that do not wait for each other. */
function squaredDistances(
  point: Float64Array,
  places: Float64Array,
  at: number,
  dim: number,
  squared: Float64Array,
): void {
  let [a, b, c, d] = [0, 0, 0, 0]
  const [second, third, fourth] = [at + dim, at + 2 * dim, at + 3 * dim]
  for (let axis = 0; axis < dim; axis++) {
    const x = point[axis]
    const toFirst = x - places[at + axis]
    const toSecond = x - places[second + axis]
    const toThird = x - places[third + axis]
    const toFourth = x - places[fourth + axis]
    a += toFirst * toFirst
    b += toSecond * toSecond
    c += toThird * toThird
    d += toFourth * toFourth
  }
  squared[0] = a
  squared[1] = b
  squared[2] = c
  squared[3] = d
}

/** `table_j = Σ_i transform_ji sections_i`. */
function combine(
  transform: Float64Array,
  count: number,
  given: number,
  sections: Float64Array,
  table: Float64Array,
  at: number,
  stride: number,
  size: number,
): void {
  for (let j = 0; j < count; j++) {
    const to = at + j * stride
    table.fill(0, to, to + size)
    for (let i = 0; i < given; i++) {
      const share = transform[j * given + i]
      const from = i * stride
      for (let p = 0; p < size; p++) table[to + p] += share * sections[from + p]
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
