import {
  type CustomFeatures,
  type DirectionFeatures,
  type FeatureMap,
  InputError,
  type PolynomialFeatures,
  polynomialProducts,
} from '@polylog/core'
import { fillPolynomialTable } from './polynomial-basis.js'

/** Points evaluated at once: up to a hundred features of each stay in the first cache. */
export const BLOCK = 32

/** A feature map made ready for points of one dimension: it holds scratch, so one per thread. */
export interface FeatureEvaluator {
  /** Features per point; the first is 1. */
  readonly count: number
  /**
   * Features of the points `rows[start] … rows[end - 1]`, at most `BLOCK` of them: feature `j` of the `p`-th
   * goes to `out[at + j * BLOCK + p]`.
   *
   * @param points row-major
   * @param frame `dim` centres, then `dim` factors, as `frameOfBox` makes them
   * @param weights if given, every feature comes multiplied by `weights[row]`
   * @throws InputError if a custom function does not return `count` finite numbers; the point is named
   */
  evaluate(
    points: Float64Array,
    rows: Uint32Array,
    start: number,
    end: number,
    frame: Float64Array,
    out: Float64Array,
    at?: number,
    weights?: Float64Array,
  ): void
}

/**
 * @param dim coordinates per point
 * @param axes the axes that polynomials see, all by default: a cell leaves out those without extent, on which
 *   every polynomial is constant
 */
export function compileFeatures(map: FeatureMap, dim: number, axes = allAxes(dim)): FeatureEvaluator {
  switch (map.kind) {
    case 'polynomial':
      return polynomialEvaluator(map, dim, axes)
    case 'directions':
      return directionEvaluator(map, dim)
    case 'custom':
      return customEvaluator(map, dim)
    case 'sum':
      return sumEvaluator(map.maps.map(part => compileFeatures(part, dim, axes)))
  }
}

function allAxes(dim: number): readonly number[] {
  return Array.from({ length: dim }, (_, axis) => axis)
}

/** Every feature is an earlier one times one entry of the table of one-variable polynomials. */
function polynomialEvaluator(
  map: PolynomialFeatures,
  dim: number,
  axes: readonly number[],
): FeatureEvaluator {
  const { order } = map
  const seen = order === 0 ? 0 : axes.length
  const { count, parents, factors } = polynomialProducts(seen, order)
  const table = new Float64Array(seen * (order + 1) * BLOCK)
  return {
    count,
    evaluate(points, rows, start, end, frame, out, at = 0, weights) {
      const size = end - start
      for (let i = 0; i < seen; i++) {
        const axis = axes[i]
        const centre = frame[axis]
        const factor = frame[dim + axis]
        const tableAt = i * (order + 1) * BLOCK
        for (let p = 0; p < size; p++) {
          table[tableAt + BLOCK + p] = (points[rows[start + p] * dim + axis] - centre) * factor
        }
        fillPolynomialTable(map.basis, order, size, table, tableAt, BLOCK)
      }
      fillConstant(rows, start, end, out, at, weights)
      for (let j = 1; j < count; j++) {
        const to = at + j * BLOCK
        const parent = at + parents[j] * BLOCK
        const factor = factors[j] * BLOCK
        for (let p = 0; p < size; p++) out[to + p] = out[parent + p] * table[factor + p]
      }
    },
  }
}

/** The feature 1, or the weights, by which all others are multiplied. */
function fillConstant(
  rows: Uint32Array,
  start: number,
  end: number,
  out: Float64Array,
  at: number,
  weights: Float64Array | undefined,
): void {
  for (let p = 0; p < end - start; p++) out[at + p] = weights ? weights[rows[start + p]] : 1
}

function directionEvaluator({ directions, count }: DirectionFeatures, dim: number): FeatureEvaluator {
  return {
    count: count + 1,
    evaluate(points, rows, start, end, frame, out, at = 0, weights) {
      fillConstant(rows, start, end, out, at, weights)
      for (let p = 0; p < end - start; p++) {
        const point = rows[start + p] * dim
        for (let i = 0; i < count; i++) {
          let product = 0
          for (let axis = 0; axis < dim; axis++) {
            product += directions[i * dim + axis] * (points[point + axis] - frame[axis])
          }
          out[at + (i + 1) * BLOCK + p] = product * out[at + p]
        }
      }
    },
  }
}

function customEvaluator({ count, evaluate }: CustomFeatures, dim: number): FeatureEvaluator {
  const point = new Float64Array(dim)
  return {
    count: count + 1,
    evaluate(points, rows, start, end, _frame, out, at = 0, weights) {
      fillConstant(rows, start, end, out, at, weights)
      for (let p = 0; p < end - start; p++) {
        const row = rows[start + p]
        for (let axis = 0; axis < dim; axis++) point[axis] = points[row * dim + axis]
        const values = evaluate(point)
        checkCustomValues(values, count, point)
        for (let i = 0; i < count; i++) out[at + (i + 1) * BLOCK + p] = values[i] * out[at + p]
      }
    },
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

/** Each part writes its constant over the last feature of the part before it; that is put back. */
function sumEvaluator(parts: readonly FeatureEvaluator[]): FeatureEvaluator {
  const saved = new Float64Array(BLOCK)
  return {
    count: parts.reduce((total, part) => total + part.count - 1, 1),
    evaluate(points, rows, start, end, frame, out, at = 0, weights) {
      let to = at
      for (const part of parts) {
        saved.set(out.subarray(to, to + BLOCK))
        part.evaluate(points, rows, start, end, frame, out, to, weights)
        if (to > at) out.set(saved, to)
        to += (part.count - 1) * BLOCK
      }
    },
  }
}
