import { RANK_TOLERANCE } from './rank-tolerance.js'
/**
 * Orthonormal vectors that span the given ones, as many as are independent to rounding, by Gram and Schmidt with
 * pivoting: the longest remainder first. Each vector is taken out twice, which is enough for orthogonality to
 * rounding (Giraud, Langou and Rozložník 2005).
 *
 * @param vectors of one length; left as they are
 */
export function orthonormalBasis(vectors: readonly Float64Array[]): Float64Array[] {
  const remainders = vectors.map(vector => vector.slice())
  const most = Math.min(vectors.length, vectors[0].length)
  const smallest = RANK_TOLERANCE * Math.max(...vectors.map(norm))
  const basis: Float64Array[] = []
  while (basis.length < most) {
    const next = takeLongest(remainders)
    for (const unit of basis) removePart(next, unit)
    const length = norm(next)
    if (!(length > smallest)) break
    const unit = next.map(value => value / length)
    for (const remainder of remainders) removePart(remainder, unit)
    basis.push(unit)
  }
  return basis
}

function takeLongest(vectors: Float64Array[]): Float64Array {
  const lengths = vectors.map(norm)
  return vectors.splice(lengths.indexOf(Math.max(...lengths)), 1)[0]
}

function removePart(vector: Float64Array, unit: Float64Array): void {
  let product = 0
  for (let i = 0; i < unit.length; i++) product += vector[i] * unit[i]
  for (let i = 0; i < unit.length; i++) vector[i] -= product * unit[i]
}

function norm(vector: Float64Array): number {
  let squares = 0
  for (const value of vector) squares += value * value
  return Math.sqrt(squares)
}
