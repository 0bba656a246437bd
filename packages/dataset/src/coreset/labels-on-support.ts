import type { Cells, FeatureMap, FeatureTable, Reduction, WeightedSet } from '@polylog/core'
import { Matrix, SingularValueDecomposition } from 'ml-matrix'
import { boxOfRows, featuresAt } from './features-at.js'

/** What labels must lie between; in cells where some would not, all are the mean. */
export interface LabelBounds {
  readonly least: number
  readonly most: number
}

const ROUNDING = 1e-12

/** Singular values below this share of the largest are those of features that depend on others. */
const RANK_TOLERANCE = 1e-11

/**
 * Labels for the rows that a reduction has kept, with `Σ c' y' φ = Σ c y φ` in every cell: of all such the ones of least
 * `Σ c' y'²`. Where the reduction has kept the sums of all products `φ_i φ_j`, they are the values of the function in the span of
 * the features that fits the labels of all rows best in squares, since its normal equations are kept too.
 *
 * @param labels `set.size × width`, row-major
 * @param bounds of shares or counts: in a cell where a label would lie outside, all are the mean, and only `Σ c y` is kept
 * @returns `reduction.indices.length × width` labels, in the order of the indices; the largest
 *   `|Σ c y φ - Σ c' y' φ| / Σ c |y φ|` of what is kept; and how many cells have mean labels
 */
export function labelsOnSupport(
  set: WeightedSet,
  cells: Cells,
  reduction: Reduction,
  map: FeatureMap,
  labels: Float64Array,
  bounds?: LabelBounds,
): { readonly values: Float64Array; readonly residual: number; readonly averagedCells: number } {
  const width = labels.length / set.size
  const values = new Float64Array(reduction.indices.length * width)
  let residual = 0
  let averagedCells = 0
  for (let cell = 0; cell < cells.count; cell++) {
    const rows = cells.permutation.subarray(cells.offsets[cell], cells.offsets[cell + 1])
    const [from, to] = [reduction.offsets[cell], reduction.offsets[cell + 1]]
    const kept = reduction.indices.subarray(from, to)
    const box = boxOfRows(set, rows)
    const { sums, scales } = labelSums(featuresAt(set, rows, map, box), rows, set.weights, labels, width)
    const support = featuresAt(set, kept, map, box)
    const weights = reduction.weights.subarray(from, to)
    for (let label = 0; label < width; label++) {
      const found = leastLabels(
        support,
        weights,
        sums.subarray(label * support.count, (label + 1) * support.count),
      )
      found.forEach((value, i) => {
        values[(from + i) * width + label] = value
      })
    }
    const own = values.subarray(from * width, to * width)
    const isAveraged = bounds !== undefined && own.some(value => !isWithin(value, bounds))
    if (isAveraged) {
      averagedCells++
      const mass = weights.reduce((sum, weight) => sum + weight, 0)
      // The first feature is 1.
      own.forEach((_, i) => {
        own[i] = sums[(i % width) * support.count] / mass
      })
    }
    const after = labelSums(
      support,
      Uint32Array.from(kept, (_, i) => i),
      weights,
      own,
      width,
    ).sums
    sums.forEach((sum, i) => {
      if (isAveraged && i % support.count > 0) return
      if (scales[i] > 0) residual = Math.max(residual, Math.abs(sum - after[i]) / scales[i])
    })
  }
  return { values, residual, averagedCells }
}

function isWithin(value: number, { least, most }: LabelBounds): boolean {
  return value >= least - ROUNDING && value <= most + ROUNDING
}

/** `Σ c y φ_j` and `Σ c |y φ_j|`, label by label; row `i` of the table is row `rows[i]` of weights and labels. */
function labelSums(
  { count, values }: FeatureTable,
  rows: Uint32Array,
  weights: Float64Array,
  labels: Float64Array,
  width: number,
) {
  const sums = new Float64Array(width * count)
  const scales = new Float64Array(width * count)
  for (let i = 0; i < rows.length; i++) {
    const weight = weights[rows[i]]
    for (let label = 0; label < width; label++) {
      const mass = weight * labels[rows[i] * width + label]
      for (let j = 0; j < count; j++) {
        const term = mass * values[i * count + j]
        sums[label * count + j] += term
        scales[label * count + j] += Math.abs(term)
      }
    }
  }
  return { sums, scales }
}

/** With `M = diag(√c') Φ`: `y' = z / √c'` for the shortest `z` with `Mᵀ z = sums`. */
function leastLabels(
  { count, values }: FeatureTable,
  weights: Float64Array,
  sums: Float64Array,
): Float64Array {
  const size = weights.length
  const matrix = new Matrix(size, count)
  for (let i = 0; i < size; i++) {
    const root = Math.sqrt(weights[i])
    for (let j = 0; j < count; j++) matrix.set(i, j, root * values[i * count + j])
  }
  const { leftSingularVectors, rightSingularVectors, diagonal } = new SingularValueDecomposition(matrix, {
    autoTranspose: true,
  })
  const found = new Float64Array(size)
  for (let k = 0; k < diagonal.length && diagonal[k] > RANK_TOLERANCE * diagonal[0]; k++) {
    let part = 0
    for (let j = 0; j < count; j++) part += rightSingularVectors.get(j, k) * sums[j]
    part /= diagonal[k]
    for (let i = 0; i < size; i++) found[i] += leftSingularVectors.get(i, k) * part
  }
  return found.map((value, i) => value / Math.sqrt(weights[i]))
}
