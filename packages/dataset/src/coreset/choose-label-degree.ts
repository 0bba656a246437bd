import { createRng, type FeatureMap, selectRows, takeRows, type WeightedSet } from '@polylog/core'
import { kdCells } from '@polylog/covering'
import { solveSymmetric } from '../reference/normal-equations.js'
import { drawRows } from '../training/draw-rows.js'
import { boxOfRows, featuresAt } from './features-at.js'

export interface LabelDegreeChoice {
  /** Highest degree that is tried. */
  readonly most: number
  /** Rows that a cell keeps for labels of a degree. */
  neededBy(degree: number): number
  mapOf(degree: number): FeatureMap
}

/**
 * Rows on which degrees are compared. Where nearly as many are kept, their cells hold too few of these for any degree but 0: means of so
 * many cells lose nothing that a model sees, while smoother labels would.
 */
const TRIAL_ROWS = 50_000

/** Features of more take seconds to fit. */
const MOST_FEATURES = 64

const SEED = 305

/**
 * The degree whose local polynomials tell labels best, in as many cells as there are when so many rows are kept: a high degree
 * leaves few cells. Judged by cross-validation, each half of a cell's rows being told from the other half.
 *
 * @param labels `set.size × width`, row-major
 */
export function chooseLabelDegree(
  set: WeightedSet,
  labels: Float64Array,
  size: number,
  { most, neededBy, mapOf }: LabelDegreeChoice,
): number {
  const width = labels.length / set.size
  const sampled = set.size > TRIAL_ROWS
  const rows = sampled ? drawRows(set.size, TRIAL_ROWS, createRng(SEED)) : undefined
  const sample = rows ? selectRows(set, rows) : set
  const sampleLabels = rows ? takeRows(labels, rows, width) : labels
  let best = 0
  let least = Infinity
  for (let degree = 0; degree <= most; degree++) {
    const cells = Math.floor(size / neededBy(degree))
    if (cells < 1) break
    const error = validationError(sample, sampleLabels, width, cells, mapOf(degree))
    if (error === undefined) break
    if (error < least) {
      least = error
      best = degree
    }
  }
  return best
}

/** @returns the weighted sum of squares, or nothing where cells have too few rows or features are too many */
function validationError(
  set: WeightedSet,
  labels: Float64Array,
  width: number,
  count: number,
  map: FeatureMap,
): number | undefined {
  const cells = kdCells(set, { count: Math.min(count, set.size >> 1) })
  let error = 0
  for (let cell = 0; cell < cells.count; cell++) {
    const rows = cells.permutation.subarray(cells.offsets[cell], cells.offsets[cell + 1])
    const table = featuresAt(set, rows, map, boxOfRows(set, rows))
    if (table.count > MOST_FEATURES || rows.length < 2 * table.count) return undefined
    for (const half of [0, 1]) {
      const fits = fitHalf(table, rows, set.weights, labels, width, half)
      for (let i = 1 - half; i < rows.length; i += 2) {
        for (let label = 0; label < width; label++) {
          let value = 0
          for (let j = 0; j < table.count; j++) value += fits[label][j] * table.values[i * table.count + j]
          error += set.weights[rows[i]] * (labels[rows[i] * width + label] - value) ** 2
        }
      }
    }
  }
  return error
}

/** Coefficients for each label, from every other row. */
function fitHalf(
  { count, values }: ReturnType<typeof featuresAt>,
  rows: Uint32Array,
  weights: Float64Array,
  labels: Float64Array,
  width: number,
  half: number,
): readonly Float64Array[] {
  const normal = new Float64Array(count * count)
  const right = Array.from({ length: width }, () => new Float64Array(count))
  for (let i = half; i < rows.length; i += 2) {
    const at = i * count
    for (let j = 0; j < count; j++) {
      const term = weights[rows[i]] * values[at + j]
      for (let k = 0; k <= j; k++) normal[j * count + k] += term * values[at + k]
      for (let label = 0; label < width; label++) right[label][j] += term * labels[rows[i] * width + label]
    }
  }
  for (let j = 0; j < count; j++) for (let k = 0; k < j; k++) normal[k * count + j] = normal[j * count + k]
  return right.map(sums => solveSymmetric(normal, sums))
}
