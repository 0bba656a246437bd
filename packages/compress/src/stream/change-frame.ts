import {
  degreeSetExponents,
  type FeatureMap,
  featureCount,
  type PolynomialBasis,
  type PolynomialFeatures,
} from '@polylog/core'

/**
 * Sums of features over points, taken on another frame: polynomials of one frame are combinations of those of the
 * other, of no higher degree, so that no point is needed. Well conditioned where the new frame holds the old one. Features
 * of other kinds know no frame.
 *
 * @param sums `featureCount(map, dim)` of them
 * @param from the frame that they were taken on: `dim` lower, then `dim` upper bounds
 */
export function changeFrame(
  map: FeatureMap,
  sums: Float64Array,
  from: Float64Array,
  to: Float64Array,
): Float64Array {
  switch (map.kind) {
    case 'polynomial':
      return polynomialSums(map, sums, from, to)
    case 'directions': {
      const dim = from.length / 2
      return sums.map((sum, j) => {
        let shift = 0
        for (let axis = 0; axis < dim && j > 0; axis++) {
          shift += map.directions[(j - 1) * dim + axis] * (centre(from, axis) - centre(to, axis))
        }
        return sum + shift * sums[0]
      })
    }
    case 'product':
      return productSums(map.maps, sums, from, to)
    case 'sum': {
      const dim = from.length / 2
      const result = sums.slice()
      let at = 1
      for (const part of map.maps) {
        const count = featureCount(part, dim)
        const own = new Float64Array(count)
        own[0] = sums[0]
        own.set(sums.subarray(at, at + count - 1), 1)
        result.set(changeFrame(part, own, from, to).subarray(1), at)
        at += count - 1
      }
      return result
    }
    default:
      return sums.slice()
  }
}

/** Sums of products are sums of either map's features, with those of the other for weights: one is moved, then the other. */
function productSums(
  [first, ...others]: readonly FeatureMap[],
  sums: Float64Array,
  from: Float64Array,
  to: Float64Array,
): Float64Array {
  if (others.length === 0) return changeFrame(first, sums, from, to)
  const count = featureCount(first, from.length / 2)
  const width = sums.length / count
  const result = new Float64Array(sums.length)
  for (let i = 0; i < count; i++) {
    result.set(productSums(others, sums.subarray(i * width, (i + 1) * width), from, to), i * width)
  }
  const column = new Float64Array(count)
  for (let j = 0; j < width; j++) {
    for (let i = 0; i < count; i++) column[i] = result[i * width + j]
    changeFrame(first, column, from, to).forEach((sum, i) => {
      result[i * width + j] = sum
    })
  }
  return result
}

/**
 * One axis after the other: a product's factor on it becomes a combination of the factors of lower degree, whose products
 * are in the set too.
 */
function polynomialSums(
  map: PolynomialFeatures,
  sums: Float64Array,
  from: Float64Array,
  to: Float64Array,
): Float64Array {
  const dim = from.length / 2
  const axes = map.axes ?? Array.from({ length: dim }, (_, axis) => axis)
  const variables = axes.length
  const exponents = degreeSetExponents(map, variables)
  const alphas = Array.from(sums, (_, j) => exponents.subarray(j * variables, (j + 1) * variables))
  const position = new Map(alphas.map((alpha, j) => [alpha.join(), j]))
  let current = sums
  axes.forEach((axis, i) => {
    const half = from[dim + axis] / 2 - from[axis] / 2
    const newHalf = to[dim + axis] / 2 - to[axis] / 2
    const slope = half / newHalf
    const offset = (centre(from, axis) - centre(to, axis)) / newHalf
    const highest = alphas.reduce((most, alpha) => Math.max(most, alpha[i]), 0)
    const combination = polynomialsOfLine(map.basis, highest, slope, offset)
    const before = current
    current = before.map((_, j) => {
      const alpha = alphas[j]
      let sum = 0
      for (let power = 0; power <= alpha[i]; power++) {
        sum += combination[alpha[i]][power] * before[position.get(alpha.with(i, power).join())!]
      }
      return sum
    })
  })
  return current
}

/** `P_{j+1}(x) = a_j x P_j(x) - b_j P_{j-1}(x)`. */
const RECURRENCES: Readonly<Record<PolynomialBasis, (j: number) => readonly [a: number, b: number]>> = {
  chebyshev: j => (j === 0 ? [1, 0] : [2, 1]),
  legendre: j => [(2 * j + 1) / (j + 1), j / (j + 1)],
  monomials: () => [1, 0],
}

/** Row `j`: the coefficients of `P_j(slope · t + offset)` in `P_0(t), P_1(t), …`. */
function polynomialsOfLine(
  basis: PolynomialBasis,
  order: number,
  slope: number,
  offset: number,
): readonly Float64Array[] {
  const recurrence = RECURRENCES[basis]
  const rows = [new Float64Array(order + 2)]
  rows[0][0] = 1
  for (let j = 0; j < order; j++) {
    const [a, b] = recurrence(j)
    const last = rows[j]
    const next = last.map(coefficient => a * offset * coefficient)
    // t P_i = (P_{i+1} + b_i P_{i-1}) / a_i
    for (let i = 0; i <= j; i++) {
      const [ai, bi] = recurrence(i)
      const share = (a * slope * last[i]) / ai
      next[i + 1] += share
      if (i > 0) next[i - 1] += bi * share
    }
    if (j > 0) for (let i = 0; i <= j; i++) next[i] -= b * rows[j - 1][i]
    rows.push(next)
  }
  return rows
}

function centre(frame: Float64Array, axis: number): number {
  const dim = frame.length / 2
  return frame[axis] / 2 + frame[dim + axis] / 2
}
