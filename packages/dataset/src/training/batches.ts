import { checkNames, createRng, OptionError, type Rng } from '@polylog/core'
import { createAliasTable } from './alias-table.js'
import { shuffledRows } from './draw-rows.js'

/** How the rows of a batch are drawn. */
export type Sampling =
  /** Each row once in an epoch, in a random order; its weight goes into the loss. */
  | 'without-replacement'
  /** Rows come as often as their weights say; the loss weighs them alike. */
  | 'with-replacement'

export interface BatchOptions {
  readonly batchSize: number
  /** `'without-replacement'` by default: its gradients scatter less. */
  readonly sampling?: Sampling
  /** Rows drawn in an epoch; as many as there are by default. Without replacement, they go on in fresh orders. */
  readonly rowsPerEpoch?: number
  /** 0 by default. */
  readonly seed?: number
}

/** Rows for one step. */
export interface Batch {
  readonly rows: Uint32Array
  /**
   * One for each row. `Σ_i weights[i] · loss(rows[i]) / rows.length`, the mean over the batch, has as its expectation the
   * weighted mean of the loss over all rows, and so have its gradients.
   */
  readonly weights: Float32Array
}

/**
 * The batches of one epoch. Call it anew with another seed for each epoch.
 *
 * @param weights of the rows, `>= 0`, such as a coreset's
 * @throws OptionError for a batch size that is no positive integer, or a sampling that there is not
 */
export function* batches(weights: Float64Array, options: BatchOptions): Generator<Batch, void, undefined> {
  if (!Number.isInteger(weights?.length)) {
    throw new OptionError('What is given for the weights is no list of numbers', 'Give coreset.weights')
  }
  checkNames('batches', options, ['batchSize', 'sampling', 'rowsPerEpoch', 'seed'])
  const { batchSize, sampling = 'without-replacement', rowsPerEpoch = weights.length, seed = 0 } = options
  for (const [name, value] of Object.entries({ batchSize, rowsPerEpoch })) {
    if (!(Number.isInteger(value) && value >= 1)) {
      throw new OptionError(`${name} is ${value}`, 'Give a positive integer of rows')
    }
  }
  const rng = createRng(seed)
  const factors = unitMean(weights)
  const rows = rowSource(sampling, weights, rng)
  for (let from = 0; from < rowsPerEpoch; from += batchSize) {
    const drawn = rows(Math.min(batchSize, rowsPerEpoch - from))
    const isAlike = sampling === 'with-replacement'
    yield { rows: drawn, weights: Float32Array.from(drawn, row => (isAlike ? 1 : factors[row])) }
  }
}

function rowSource(sampling: Sampling, weights: Float64Array, rng: Rng): (count: number) => Uint32Array {
  switch (sampling) {
    case 'with-replacement': {
      const table = createAliasTable(weights)
      return count => Uint32Array.from({ length: count }, () => table.draw(rng))
    }
    case 'without-replacement': {
      let order = shuffledRows(weights.length, rng)
      let at = 0
      return count =>
        Uint32Array.from({ length: count }, () => {
          if (at === order.length) {
            order = shuffledRows(weights.length, rng)
            at = 0
          }
          return order[at++]
        })
    }
    default:
      throw new OptionError(
        `sampling is ${JSON.stringify(sampling)}`,
        "Give 'without-replacement' or 'with-replacement'",
      )
  }
}

/** Weights in proportion, of mean 1: what a mean over rows takes for `sampleWeight`. */
export function unitMean(weights: Float64Array): Float64Array {
  const row = weights.findIndex(weight => !(Number.isFinite(weight) && weight >= 0))
  if (row >= 0)
    throw new OptionError(`The weight of row ${row} is ${weights[row]}`, 'Give finite weights of 0 or more')
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (!(total > 0)) throw new OptionError('The weights are all 0', 'Give some positive weights')
  return weights.map(weight => (weight * weights.length) / total)
}
