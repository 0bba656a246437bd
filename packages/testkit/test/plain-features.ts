import { type FeatureMap, gradedMultiIndices, type PolynomialBasis } from '@polylog/core'

/** Evaluates a feature map at one point: the plainest code there is, against which the oracle is held. */
export function plainFeatures(
  map: FeatureMap,
  dim: number,
  box: Float64Array,
): (point: Float64Array) => number[] {
  switch (map.kind) {
    case 'polynomial': {
      const exponents = gradedMultiIndices(dim, map.order)
      const rows = Array.from({ length: exponents.length / dim }, (_, j) =>
        exponents.subarray(j * dim, (j + 1) * dim),
      )
      return point => {
        const scaled = Array.from(point, (x, axis) => onFrame(x, box[axis], box[dim + axis]))
        const powers = scaled.map(t => recurrence(map.basis, map.order, t))
        return rows.map(alpha => powers.reduce((product, power, axis) => product * power[alpha[axis]], 1))
      }
    }
    case 'directions':
      return point => [
        1,
        ...Array.from({ length: map.count }, (_, i) =>
          point.reduce((sum, x, axis) => {
            const middle = box[axis] / 2 + box[dim + axis] / 2
            return sum + map.directions[i * dim + axis] * (x - middle)
          }, 0),
        ),
      ]
    case 'custom':
      return point => [1, ...Array.from(map.evaluate(point))]
    case 'sum': {
      const parts = map.maps.map(part => plainFeatures(part, dim, box))
      return point => [1, ...parts.flatMap(part => part(point).slice(1))]
    }
    default:
      throw new Error(`The suites use no features of kind ${map.kind}`)
  }
}

function onFrame(x: number, lower: number, upper: number): number {
  const half = upper / 2 - lower / 2
  return half > 0 ? (x - (lower / 2 + upper / 2)) / half : 0
}

/** `P_0(t) … P_order(t)` */
function recurrence(basis: PolynomialBasis, order: number, t: number): number[] {
  const powers = [1, t]
  for (let j = 1; j < order; j++) {
    const [before, current] = powers.slice(-2)
    powers.push(
      {
        chebyshev: 2 * t * current - before,
        legendre: ((2 * j + 1) * t * current - j * before) / (j + 1),
        monomials: t * current,
      }[basis],
    )
  }
  return powers
}
