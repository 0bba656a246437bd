import { InputError, type WeightedSet } from '@polylog/core'

/** A function of one point, which is lent for the call; always returns the same number of finite numbers. */
export type PointMap = (point: Float64Array) => ArrayLike<number>

/**
 * `Σ c_i g(w_i)` for several `g` in one pass, by compensated sums. Rows of weight zero are not visited.
 *
 * @returns one array per map, owned by the caller
 * @throws InputError if a map returns a number that is not finite, or a changing count of numbers
 */
export function weightedSums(maps: readonly PointMap[], set: WeightedSet): Float64Array[] {
  const { size, dim, points, weights } = set
  const point = new Float64Array(dim)
  const sums: Float64Array[] = []
  const lost: Float64Array[] = []
  for (let row = 0; row < size; row++) {
    const weight = weights[row]
    if (weight === 0) continue
    for (let part = 0; part < maps.length; part++) {
      for (let axis = 0; axis < dim; axis++) point[axis] = points[row * dim + axis]
      const values = maps[part](point)
      if (sums[part] === undefined) {
        sums[part] = new Float64Array(values.length)
        lost[part] = new Float64Array(values.length)
      }
      addScaled(sums[part], lost[part], values, weight, row)
    }
  }
  if (sums.length < maps.length) {
    throw new InputError('The set has no row of positive weight', 'Give at least one row a positive weight')
  }
  return sums.map((sum, part) => sum.map((value, j) => value + lost[part][j]))
}

function addScaled(
  sums: Float64Array,
  lost: Float64Array,
  values: ArrayLike<number>,
  weight: number,
  row: number,
): void {
  if (values.length !== sums.length) {
    throw new InputError(
      `g returned ${values.length} numbers at row ${row}, ${sums.length} before`,
      'It must return the same count for every point',
    )
  }
  for (let j = 0; j < sums.length; j++) {
    const term = weight * values[j]
    if (!Number.isFinite(term)) {
      throw new InputError(
        `g returned ${values[j]} at row ${row}, entry ${j}, of weight ${weight}`,
        'Its values and their products with the weights must be finite',
      )
    }
    const sum = sums[j]
    const next = sum + term
    lost[j] += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum
    sums[j] = next
  }
}
