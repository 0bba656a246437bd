import {
  checkFeatureMap,
  type DirectionFeatures,
  type FeatureRequest,
  type FeatureTable,
  featureCount,
  framedCoordinates,
  gradedMultiIndices,
  type PolynomialFeatures,
  plainFeatureParts,
} from '@polylog/core'
import type { Tensor2D } from '@tensorflow/tfjs-core'
import { powersTable } from './powers-table.js'
import { MAX_ENTRIES, type TensorFlow } from './tensor-flow.js'

/** Evaluates all cells in blocks of rows, each one graph of tensor operations. */
export async function features(tf: TensorFlow, request: FeatureRequest): Promise<FeatureTable> {
  const { set, map, cells } = request
  const { dim } = set
  checkFeatureMap(map, dim)
  const parts = plainFeatureParts(map, 'TensorFlow.js')
  const count = featureCount(map, dim)
  const rows = cells.permutation.length
  const values = new Float32Array(rows * count)
  const block = Math.max(1, Math.floor(MAX_ENTRIES / (count * dim)))
  for (let start = 0; start < rows; start += block) {
    const end = Math.min(rows, start + block)
    const table = tf.tidy(() => {
      const shape: [number, number] = [end - start, dim]
      const columns = parts.map(part =>
        part.kind === 'polynomial'
          ? polynomials(tf, part, tf.tensor2d(framedCoordinates(request, start, end, true), shape))
          : linearForms(tf, part, tf.tensor2d(framedCoordinates(request, start, end, false), shape)),
      )
      return tf.concat([tf.ones([end - start, 1]), ...columns], 1)
    })
    try {
      values.set(await table.data(), start * count)
    } finally {
      table.dispose()
    }
  }
  return { count, values }
}

/** Every column is a product of one entry of the table per axis. */
function polynomials(tf: TensorFlow, map: PolynomialFeatures, coordinates: Tensor2D): Tensor2D {
  const dim = coordinates.shape[1]
  const table = powersTable(tf, map, coordinates)
  const exponents = gradedMultiIndices(dim, map.order)
  const factors = Array.from({ length: dim }, (_, axis) => {
    const entries = new Int32Array(exponents.length / dim - 1)
    for (let j = 0; j < entries.length; j++) entries[j] = exponents[(j + 1) * dim + axis] * dim + axis
    return tf.gather(table, tf.tensor1d(entries, 'int32'), 1)
  })
  return factors.reduce((product, factor) => tf.mul<Tensor2D>(product, factor))
}

function linearForms(tf: TensorFlow, map: DirectionFeatures, coordinates: Tensor2D): Tensor2D {
  const dim = coordinates.shape[1]
  const directions = tf.tensor2d(Float32Array.from(map.directions), [map.count, dim])
  return tf.matMul<Tensor2D>(coordinates, directions, false, true)
}
