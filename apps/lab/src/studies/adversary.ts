import { oneCell, polynomialCount, type WeightedSet } from '@polylog/core'
import { featureTable, legendre } from '@polylog/moments'
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'

/** Angles at which a polyellipse is looked at, by dimension. */
const ANGLES = [512, 48]

/**
 * What a polynomial shows that the kept points cannot see (the lower bound of arXiv:2510.00504): `mean q²` over the input,
 * divided by the largest `|q²|` on the polyellipse through `pole`, where `q` is of the least degree at which some
 * polynomial vanishes at all kept points. Both sets lie in `[-1, 1]^m`; one or two dimensions.
 */
export function adversarialError(input: WeightedSet, kept: WeightedSet, pole: number): number {
  const { dim } = input
  let degree = 0
  while (polynomialCount(dim, degree) <= kept.size) degree++
  const table = legendreTable(kept, degree)
  const count = polynomialCount(dim, degree)
  const values = Matrix.from1DArray(kept.size, count, table)
  const { eigenvectorMatrix } = new EigenvalueDecomposition(values.transpose().mmul(values), {
    assumeSymmetric: true,
  })
  // Eigenvalues come in ascending order: the first vector's polynomial vanishes at the kept points.
  const q = Float64Array.from(eigenvectorMatrix.getColumn(0))
  const unseen = legendreTable(input, degree)
  let squares = 0
  for (let row = 0; row < input.size; row++) {
    let value = 0
    for (let j = 0; j < count; j++) value += q[j] * unseen[row * count + j]
    squares += value * value
  }
  return squares / input.size / largestSquare(q, dim, degree, pole)
}

/** Legendre products on `[-1, 1]^m`, one row for each point. */
function legendreTable(set: WeightedSet, degree: number): Float64Array {
  const frames = new Float64Array(2 * set.dim).fill(-1, 0, set.dim).fill(1, set.dim)
  return Float64Array.from(featureTable({ set, cells: oneCell(set), map: legendre(degree), frames }).values)
}

/** `max |q²|` over the product of ellipses with foci -1 and 1 that meet the real line at `±pole`. */
function largestSquare(q: Float64Array, dim: number, degree: number, pole: number): number {
  const rho = pole + Math.sqrt(pole * pole - 1)
  const angles = ANGLES[dim - 1]
  const powers = Array.from({ length: angles }, (_, i) =>
    complexLegendre(rho, (2 * Math.PI * i) / angles, degree),
  )
  let largest = 0
  for (const first of powers) {
    for (const second of dim === 1 ? [undefined] : powers) {
      let [real, imaginary] = [0, 0]
      let j = 0
      for (let total = 0; total <= degree; total++) {
        for (let power = total; power >= (dim === 1 ? total : 0); power--) {
          const [a, b] = first[power]
          const [c, d] = second ? second[total - power] : [1, 0]
          real += q[j] * (a * c - b * d)
          imaginary += q[j] * (a * d + b * c)
          j++
        }
      }
      largest = Math.max(largest, real * real + imaginary * imaginary)
    }
  }
  return largest
}

/** `P_0 … P_degree` at a point of the ellipse, as real and imaginary parts. */
function complexLegendre(rho: number, angle: number, degree: number): readonly (readonly [number, number])[] {
  const x = ((rho + 1 / rho) / 2) * Math.cos(angle)
  const y = ((rho - 1 / rho) / 2) * Math.sin(angle)
  const values: [number, number][] = [[1, 0]]
  if (degree > 0) values.push([x, y])
  for (let j = 2; j <= degree; j++) {
    const [a, b] = values[j - 1]
    const [c, d] = values[j - 2]
    const slope = (2 * j - 1) / j
    const shift = (j - 1) / j
    values.push([slope * (x * a - y * b) - shift * c, slope * (x * b + y * a) - shift * d])
  }
  return values
}
