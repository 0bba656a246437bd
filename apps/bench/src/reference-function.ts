import { compensatedSum, type Rng, totalMass, type WeightedSet } from '@polylog/core'

/** How many `x_a` a drawn function averages over. */
const INPUTS = 10

/** A symmetric function of a weighted set: its value changes with no reordering of the points. */
export type SymmetricFunction = (set: WeightedSet) => number

/**
 * The function by which the paper judges a compression (arXiv:2510.00504, Fig. 2), with weights:
 * `f(θ) = (1 / Σ c_i) Σ_i c_i (1/A) Σ_a sigmoid(<w_i, x_a>)`, and `1/d` in front for unit weights.
 *
 * @param inputs the `x_a`: `A × dim`, row-major
 */
export function sigmoidMean(inputs: Float64Array, dim: number): SymmetricFunction {
  const count = inputs.length / dim
  return set => {
    const { size, points, weights } = set
    const terms = new Float64Array(size)
    for (let i = 0; i < size; i++) {
      let sum = 0
      for (let a = 0; a < count; a++) {
        let product = 0
        for (let axis = 0; axis < dim; axis++) product += points[i * dim + axis] * inputs[a * dim + axis]
        sum += 1 / (1 + Math.exp(-product))
      }
      terms[i] = (weights[i] * sum) / count
    }
    return compensatedSum(terms) / totalMass(set)
  }
}

/** A draw of that function: ten `x_a`, uniform on `[-1, 1]^dim`. */
export function drawReferenceFunction(dim: number, rng: Rng): SymmetricFunction {
  return sigmoidMean(uniformCube(INPUTS, dim, rng), dim)
}

/** `count × dim` coordinates, uniform on `[-1, 1]`. */
export function uniformCube(count: number, dim: number, rng: Rng): Float64Array {
  const points = new Float64Array(count * dim)
  for (let i = 0; i < points.length; i++) points[i] = 2 * rng.uniform() - 1
  return points
}
