/**
 * Lets the first of points that are equal take the weights of the others, which get 0: where a pivot is small,
 * rounding can make equal rows of a factorisation look independent, and both would stay.
 *
 * @param rows those compared, each with each: a final support, not a cell
 * @param weights by row of the set; changed in place
 */
export function mergeEqualPoints(
  points: Float64Array,
  dim: number,
  rows: Uint32Array,
  weights: Float64Array,
): void {
  for (let i = 0; i < rows.length; i++) {
    const first = rows[i]
    if (!(weights[first] > 0)) continue
    for (let j = i + 1; j < rows.length; j++) {
      const other = rows[j]
      if (!areEqual(points, dim, first, other)) continue
      weights[first] += weights[other]
      weights[other] = 0
    }
  }
}

function areEqual(points: Float64Array, dim: number, row: number, other: number): boolean {
  for (let axis = 0; axis < dim; axis++) {
    if (points[row * dim + axis] !== points[other * dim + axis]) return false
  }
  return true
}
