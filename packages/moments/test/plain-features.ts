import {
  type DegreeSet,
  type FeatureMap,
  gradedMultiIndices,
  type Kernel,
  type PolynomialBasis,
  type WeightedSet,
} from '@polylog/core'

type Features = (point: Float64Array) => number[]

/** A feature map at one point, by its definition. `box` holds `dim` lower, then `dim` upper bounds. */
export function plainFeatures(map: FeatureMap, box: Float64Array): Features {
  const dim = box.length / 2
  const middle = Array.from({ length: dim }, (_, axis) => box[axis] / 2 + box[dim + axis] / 2)
  switch (map.kind) {
    case 'polynomial': {
      const axes = map.axes ?? middle.map((_, axis) => axis)
      const exponents = plainExponents(map, axes.length)
      return point =>
        plainProducts(
          map.basis,
          exponents,
          axes.map(axis => {
            const half = box[dim + axis] / 2 - box[axis] / 2
            return half > 0 ? (point[axis] - middle[axis]) / half : 0
          }),
        )
    }
    case 'projected-polynomial': {
      const exponents = plainExponents(map, map.offsets.length)
      return point =>
        plainProducts(
          map.basis,
          exponents,
          Array.from(map.offsets, (offset, i) => dot(map.directions.subarray(i * dim), point) - offset),
        )
    }
    case 'fourier':
      return point => [
        1,
        ...Array.from(map.phases, (phase, i) =>
          Math.cos(dot(map.frequencies.subarray(i * dim), point) + phase),
        ),
      ]
    case 'kernel': {
      const landmarks = Array.from({ length: map.landmarks.length / dim }, (_, i) =>
        map.landmarks.subarray(i * dim, (i + 1) * dim),
      )
      return point => {
        const sections = landmarks.map(landmark => {
          const distance = Math.hypot(...point.map((x, axis) => (x - landmark[axis]) / map.width))
          return plainKernel(map.kernel, distance)
        })
        if (!map.transform) return [1, ...sections]
        return [
          1,
          ...Array.from({ length: map.count }, (_, row) =>
            sections.reduce(
              (total, value, i) => total + map.transform![row * sections.length + i] * value,
              0,
            ),
          ),
        ]
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
    case 'product': {
      const parts = map.maps.map(part => plainFeatures(part, box))
      return point =>
        parts
          .map(part => part(point))
          .reduce((products, values) => products.flatMap(product => values.map(value => product * value)))
    }
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  return b.reduce((total, value, axis) => total + a[axis] * value, 0)
}

function plainKernel(kernel: Kernel, r: number): number {
  switch (kernel) {
    case 'gaussian':
      return Math.exp((-r * r) / 2)
    case 'laplace':
      return Math.exp(-r)
    case 'matern32':
      return (1 + Math.sqrt(3) * r) * Math.exp(-Math.sqrt(3) * r)
    case 'matern52':
      return (1 + Math.sqrt(5) * r + (5 * r * r) / 3) * Math.exp(-Math.sqrt(5) * r)
  }
}

function plainProducts(
  basis: PolynomialBasis,
  exponents: readonly (readonly number[])[],
  arguments_: readonly number[],
): number[] {
  const highest = Math.max(0, ...exponents.flat())
  const tables = arguments_.map(t => plainPolynomials(basis, highest, t))
  return exponents.map(alpha => alpha.reduce((product, power, i) => product * tables[i][power], 1))
}

/** All exponents up to the order, filtered: by total degree where nothing else is asked, else lexicographically. */
function plainExponents(set: DegreeSet, variables: number): readonly (readonly number[])[] {
  const { order, degreeWeights, maxDegrees, maxInteraction = Infinity } = set
  if (!degreeWeights && !maxDegrees && maxInteraction === Infinity) {
    const flat = gradedMultiIndices(variables, order)
    return Array.from({ length: flat.length / variables }, (_, j) =>
      Array.from(flat.subarray(j * variables, (j + 1) * variables)),
    )
  }
  const weight = (i: number) => degreeWeights?.[i] ?? 1
  let all: number[][] = [[]]
  for (let i = 0; i < variables; i++) {
    const most = Math.floor(order / weight(i) + 1e-9)
    all = all.flatMap(alpha => Array.from({ length: most + 1 }, (_, power) => [...alpha, power]))
  }
  return all.filter(
    alpha =>
      alpha.reduce((total, power, i) => total + weight(i) * power, 0) <= order + 1e-9 &&
      alpha.every((power, i) => power <= (maxDegrees?.[i] ?? Infinity)) &&
      alpha.filter(power => power > 0).length <= maxInteraction,
  )
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
