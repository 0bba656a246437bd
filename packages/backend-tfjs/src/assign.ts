import { type Assignment, type AssignRequest, InputError } from '@polylog/core'
import type { Tensor2D } from '@tensorflow/tfjs-core'
import { MAX_ENTRIES, type TensorFlow } from './tensor-flow.js'

/**
 * Squared distances as sums over the axes of squared differences: the quicker `|x|² - 2 x·c + |c|²` cancels,
 * which single precision cannot afford.
 */
export async function assign(tf: TensorFlow, request: AssignRequest): Promise<Assignment> {
  const { points, centres, dim } = request
  const count = centres.length / dim
  if (count === 0) throw new InputError('There are no centres', 'Give at least one')
  const size = points.length / dim
  const nearest = new Uint32Array(size)
  const squaredDistances = new Float64Array(size)
  const { origin, scale } = placement(request)
  const targets = scaledColumns(centres, dim, origin, scale, 0, count)
  const block = Math.max(1, Math.floor(MAX_ENTRIES / count))
  for (let start = 0; start < size; start += block) {
    const end = Math.min(size, start + block)
    const sources = scaledColumns(points, dim, origin, scale, start, end)
    const results = tf.tidy(() => {
      const distances = squaredDistanceTable(tf, sources, targets)
      return { number: tf.argMin(distances, 1), distance: tf.min(distances, 1) }
    })
    try {
      const [numbers, distances] = await Promise.all([results.number.data(), results.distance.data()])
      nearest.set(numbers, start)
      for (let i = 0; i < distances.length; i++) squaredDistances[start + i] = distances[i] * scale * scale
    } finally {
      tf.dispose(results)
    }
  }
  return { nearest, squaredDistances }
}

function squaredDistanceTable(tf: TensorFlow, sources: Float32Array[], targets: Float32Array[]): Tensor2D {
  return sources
    .map((source, axis): Tensor2D => {
      const column = tf.tensor2d(source, [source.length, 1])
      const row = tf.tensor2d(targets[axis], [1, targets[axis].length])
      return tf.squaredDifference(column, row)
    })
    .reduce((total, squares) => tf.add(total, squares))
}

/** The centres' mean, and the largest distance from it along any axis: in these units, squares stay in range. */
function placement({ points, centres, dim }: AssignRequest): { origin: Float64Array; scale: number } {
  const origin = new Float64Array(dim)
  const count = centres.length / dim
  for (let i = 0; i < centres.length; i++) origin[i % dim] += centres[i] / count
  let scale = 0
  for (const values of [points, centres]) {
    for (let i = 0; i < values.length; i++) scale = Math.max(scale, Math.abs(values[i] - origin[i % dim]))
  }
  return { origin, scale: scale > 0 ? scale : 1 }
}

/** One array per axis, of rows `start` to `end`, centred and scaled in double precision. */
function scaledColumns(
  values: Float64Array,
  dim: number,
  origin: Float64Array,
  scale: number,
  start: number,
  end: number,
): Float32Array[] {
  return Array.from(origin, (middle, axis) => {
    const column = new Float32Array(end - start)
    for (let i = start; i < end; i++) column[i - start] = (values[i * dim + axis] - middle) / scale
    return column
  })
}
