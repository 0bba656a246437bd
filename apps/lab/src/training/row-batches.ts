import type { Rng } from '@polylog/core'
import { type Batch, batches, type Sampling } from '@polylog/dataset'

/** Batches of weighted rows without end, epoch after epoch. */
export function rowBatches(
  rowWeights: Float64Array,
  batchSize: number,
  sampling: Sampling,
  rng: Rng,
): () => Batch {
  const epoch = () =>
    // One long epoch of whole batches: without replacement, it goes on in fresh orders.
    batches(rowWeights, {
      batchSize,
      sampling,
      rowsPerEpoch: batchSize * Math.max(1, Math.ceil(rowWeights.length / batchSize)),
      seed: rng.integer(2 ** 31),
    })
  let current = epoch()
  return () => {
    let next = current.next()
    if (next.done) {
      current = epoch()
      next = current.next()
    }
    return next.value!
  }
}
