/**
 * Order 0: the member nearest to the barycentre, which is the medoid in squared distance, takes the whole mass.
 * The first of equally near ones is kept.
 *
 * @returns 0, the residual: mass is kept exactly up to its rounding
 */
export function keepMedoid(
  points: Float64Array,
  dim: number,
  weights: Float64Array,
  rows: Uint32Array,
): number {
  const barycentre = new Float64Array(dim)
  let mass = 0
  for (const row of rows) {
    const weight = weights[row]
    mass += weight
    for (let axis = 0; axis < dim; axis++) {
      barycentre[axis] += (points[row * dim + axis] - barycentre[axis]) * (weight / mass)
    }
  }
  let medoid = rows[0]
  let nearest = Infinity
  for (const row of rows) {
    let distance = 0
    for (let axis = 0; axis < dim; axis++) distance += (points[row * dim + axis] - barycentre[axis]) ** 2
    if (distance < nearest || (distance === nearest && row < medoid)) {
      nearest = distance
      medoid = row
    }
  }
  for (const row of rows) weights[row] = 0
  weights[medoid] = mass
  return 0
}
