import { type FeatureMap, gradedMultiIndices, type PolynomialBasis, type WeightedSet } from '@polylog/core'

type Features = (point: Float64Array) => number[]

/** A feature map at one point, by its definition. `box` holds `dim` lower, then `dim` upper bounds. */
export function plainFeatures(map: FeatureMap, box: Float64Array): Features {
  const dim = box.length / 2
  const middle = Array.from({ length: dim }, (_, axis) => box[axis] / 2 + box[dim + axis] / 2)
  switch (map.kind) {
    case 'polynomial': {
      const exponents = gradedMultiIndices(dim, map.order)
      return point => {
        const tables = Array.from(point, (x, axis) => {
          const half = box[dim + axis] / 2 - box[axis] / 2
          return plainPolynomials(map.basis, map.order, half > 0 ? (x - middle[axis]) / half : 0)
        })
        return Array.from({ length: exponents.length / dim }, (_, j) =>
          tables.reduce((product, table, axis) => product * table[exponents[j * dim + axis]], 1),
        )
      }
    }
    case 'directions':
      return point => [
        1,
        ...Array.from({ length: map.count }, (_, i) =>
          point.reduce((total, x, axis) => total + map.directions[i * dim + axis] * (x - middle[axis]), 0),
        ),
      ]
    case 'custom':
      return point => [1, ...Array.from(map.evaluate(point))]
    case 'sum': {
      const parts = map.maps.map(part => plainFeatures(part, box))
      return point => [1, ...parts.flatMap(part => part(point).slice(1))]
    }
  }
}

/**
 * `P_0(t) … P_order(t)` by recurrence, which, unlike cosines, keeps the relative precision of small values; other
 * tests hold the recurrences against cosines and known values.
 */
function plainPolynomials(basis: PolynomialBasis, order: number, t: number): number[] {
  const values = [1, t]
  for (let j = 2; j <= order; j++) {
    if (basis === 'chebyshev') values.push(2 * t * values[j - 1] - values[j - 2])
    if (basis === 'legendre') values.push(((2 * j - 1) * t * values[j - 1] - (j - 1) * values[j - 2]) / j)
    if (basis === 'monomials') values.push(t * values[j - 1])
  }
  return values
}

export function plainBox({ points, dim }: WeightedSet, rows: ArrayLike<number>): Float64Array {
  const box = new Float64Array(2 * dim)
  for (let axis = 0; axis < dim; axis++) {
    const column = Array.from(rows, row => points[row * dim + axis])
    box[axis] = Math.min(...column)
    box[dim + axis] = Math.max(...column)
  }
  return box
}

/** Neumaier's sum. */
export function plainSum(values: readonly number[]): number {
  let total = 0
  let lost = 0
  for (const value of values) {
    const next = total + value
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total
    total = next
  }
  return total + lost
}

/** `Σ c φ_j` and `Σ c |φ_j|` over the given rows. */
export function plainMoments(
  map: FeatureMap,
  set: WeightedSet,
  rows: ArrayLike<number>,
  weights: ArrayLike<number>,
  box: Float64Array,
): { readonly sums: number[]; readonly scales: number[] } {
  const features = plainFeatures(map, box)
  const table = Array.from(rows, row => features(set.points.slice(row * set.dim, (row + 1) * set.dim)))
  const terms = (table[0] ?? []).map((_, j) => table.map((row, i) => weights[i] * row[j]))
  return {
    sums: terms.map(plainSum),
    scales: terms.map(column => plainSum(column.map(Math.abs))),
  }
}
