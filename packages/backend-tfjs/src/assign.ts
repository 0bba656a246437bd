import {
  type Assignment,
  type AssignRequest,
  InputError,
  placedRows,
  placementOf,
  squaredDistancesTo,
} from '@polylog/core'
import type { Tensor2D } from '@tensorflow/tfjs-core'
import { MAX_ENTRIES, type TensorFlow } from './tensor-flow.js'

/** The engine finds the nearest centres; the distances to them are then computed in double precision. */
export async function assign(tf: TensorFlow, request: AssignRequest): Promise<Assignment> {
  const { points, centres, dim } = request
  const count = centres.length / dim
  if (count === 0) throw new InputError('There are no centres', 'Give at least one')
  const size = points.length / dim
  const nearest = new Uint32Array(size)
  const placement = placementOf(request)
  const targets = placedRows(centres, dim, placement, 0, count)
  const block = Math.max(1, Math.floor(MAX_ENTRIES / (count * dim)))
  for (let start = 0; start < size; start += block) {
    const end = Math.min(size, start + block)
    const sources = placedRows(points, dim, placement, start, end)
    const numbers = tf.tidy(() => {
      const rows = tf.tensor2d(sources, [end - start, dim])
      const columns = tf.transpose(tf.tensor2d(targets, [count, dim]))
      return tf.argMin(squaredDistanceTable(tf, rows, columns), 1)
    })
    try {
      nearest.set(await numbers.data(), start)
    } finally {
      numbers.dispose()
    }
  }
  return { nearest, squaredDistances: squaredDistancesTo(request, nearest) }
}

/**
 * Axis by axis, as sums of squared differences: the quicker `|x|² - 2 x·c + |c|²` cancels, which single
 * precision cannot afford.
 *
 * @param rows `size × dim`
 * @param columns `dim × count`
 * @returns `size × count`
 */
function squaredDistanceTable(tf: TensorFlow, rows: Tensor2D, columns: Tensor2D): Tensor2D {
  const [size, dim] = rows.shape
  const count = columns.shape[1]
  const squares = Array.from({ length: dim }, (_, axis) =>
    tf.squaredDifference<Tensor2D>(
      tf.slice(rows, [0, axis], [size, 1]),
      tf.slice(columns, [axis, 0], [1, count]),
    ),
  )
  return squares.reduce((total, square) => tf.add<Tensor2D>(total, square))
}
