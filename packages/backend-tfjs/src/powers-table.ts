import type { PolynomialBasis, PolynomialFeatures } from '@polylog/core'
import type { Tensor2D } from '@tensorflow/tfjs-core'
import type { TensorFlow } from './tensor-flow.js'

/** `P_{j+1}` from `t`, `P_j` and `P_{j-1}`. */
type Recurrence = (tf: TensorFlow, t: Tensor2D, current: Tensor2D, before: Tensor2D, j: number) => Tensor2D

const recurrences: Readonly<Record<PolynomialBasis, Recurrence>> = {
  chebyshev: (tf, t, current, before) => tf.sub(tf.mul(tf.mul(t, current), 2), before),
  legendre: (tf, t, current, before, j) =>
    tf.sub(tf.mul(tf.mul(t, current), (2 * j + 1) / (j + 1)), tf.mul(before, j / (j + 1))),
  monomials: (tf, t, current) => tf.mul(t, current),
}

/**
 * @param t `rows × dim` coordinates in `[-1, 1]`
 * @returns `rows × ((order + 1) · dim)`: column `j · dim + axis` is `P_j` of that axis
 */
export function powersTable(tf: TensorFlow, { basis, order }: PolynomialFeatures, t: Tensor2D): Tensor2D {
  const [rows, dim] = t.shape
  const powers: Tensor2D[] = [tf.ones([rows, dim]), t]
  for (let j = 1; j < order; j++) {
    powers.push(recurrences[basis](tf, t, powers[j], powers[j - 1], j))
  }
  return tf.reshape(tf.stack(powers, 1), [rows, (order + 1) * dim])
}
