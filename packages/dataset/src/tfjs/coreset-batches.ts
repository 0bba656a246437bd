import { gather, type TensorContainerObject, tensor1d, data as tfData, tidy } from '@tensorflow/tfjs'
import { type BatchOptions, batches } from '../training/batches.js'
import type { CoresetTensors } from './coreset-tensors.js'
import { weightedLabels } from './weighted-loss.js'

/**
 * The batches of a coreset as a `tf.data.Dataset` of `{ xs, ys }` for `model.fitDataset`, labels with weights as
 * `weightedLabels` makes them; every epoch has an order of its own.
 *
 * @param tensors with what is to be disposed of by the caller, after training
 */
export function coresetBatches(
  { xs, ys, weights }: CoresetTensors,
  options: BatchOptions,
): tfData.Dataset<TensorContainerObject> {
  const rowWeights = Float64Array.from(weights.dataSync())
  // Class weights may make it another than 1, as they do where all rows are one batch.
  const mean = rowWeights.reduce((sum, weight) => sum + weight, 0) / rowWeights.length
  let epoch = 0
  return tfData.generator(function* () {
    const seed = (options.seed ?? 0) + epoch++
    for (const batch of batches(rowWeights, { ...options, seed })) {
      yield tidy(() => {
        const rows = tensor1d(Int32Array.from(batch.rows), 'int32')
        const factors = tensor1d(batch.weights.map(weight => mean * weight)).expandDims<typeof weights>(1)
        return { xs: gather(xs, rows), ys: weightedLabels(gather(ys, rows), factors) }
      })
    }
  } as () => Generator<TensorContainerObject>)
}
