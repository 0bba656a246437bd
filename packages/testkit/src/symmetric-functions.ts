import { compensatedSum, type Rng, totalMass, type WeightedSet } from '@polylog/core'

/** How many `x_a` a drawn function averages over. */
const INPUTS = 10

/** A symmetric function of a weighted set: its value changes with no reordering of the points. */
export type SymmetricFunction = (set: WeightedSet) => number

/**
 * A mean of ridge functions, with weights: `f(θ) = (1 / Σ c_i) Σ_i c_i (1/A) Σ_a shape(<w_i, x_a>)`, and `1/d` in front
 * for unit weights.
 *
 * @param inputs the `x_a`: `A × dim`, row-major
 */
export function ridgeMean(
  shape: (product: number) => number,
  inputs: Float64Array,
  dim: number,
): SymmetricFunction {
  const count = inputs.length / dim
  return set => {
    const { size, points, weights } = set
    const terms = new Float64Array(size)
    for (let i = 0; i < size; i++) {
      let sum = 0
      for (let a = 0; a < count; a++) {
        let product = 0
        for (let axis = 0; axis < dim; axis++) product += points[i * dim + axis] * inputs[a * dim + axis]
        sum += shape(product)
      }
      terms[i] = (weights[i] * sum) / count
    }
    return compensatedSum(terms) / totalMass(set)
  }
}

/** The function by which the paper judges a compression: Fig. 2 of arXiv:2510.00504. */
export function sigmoidMean(inputs: Float64Array, dim: number): SymmetricFunction {
  return ridgeMean(product => 1 / (1 + Math.exp(-product)), inputs, dim)
}

/** A draw of that function: ten `x_a`, uniform on `[-1, 1]^dim`. */
export function drawReferenceFunction(dim: number, rng: Rng): SymmetricFunction {
  return sigmoidMean(uniformCube(INPUTS, dim, rng), dim)
}

/** A draw of ten of any shape. */
export function drawRidgeMean(shape: (product: number) => number, dim: number, rng: Rng): SymmetricFunction {
  return ridgeMean(shape, uniformCube(INPUTS, dim, rng), dim)
}

/** `count × dim` coordinates, uniform on `[-1, 1]`. */
export function uniformCube(count: number, dim: number, rng: Rng): Float64Array {
  const points = new Float64Array(count * dim)
  for (let i = 0; i < points.length; i++) points[i] = 2 * rng.uniform() - 1
  return points
}
