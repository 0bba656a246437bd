import { createRng, InputError, type Rng } from '@polylog/core'
import {
  gather,
  type LayersModel,
  max,
  min,
  slice,
  type Tensor,
  Tensor as TensorClass,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs'

/** One tensor for each input of the model, first axis the rows. They stay the caller's. */
export interface CalibrationData {
  readonly inputs: readonly Tensor[]
  readonly rows: number
}

/** Rows that a model sees at once, and fewer where they are large. */
const BATCH = 256
const MOST_NUMBERS = 2 ** 17

/**
 * @throws InputError for a tensor of another shape than the model takes, without rows, with values that are not finite, or
 *   whose rows are all alike
 */
export function calibrationData(
  model: LayersModel,
  given: Tensor | readonly Tensor[],
  name: string,
): CalibrationData {
  const inputs = Array.isArray(given) ? (given as readonly Tensor[]) : [given as Tensor]
  if (inputs.length !== model.inputs.length) {
    throw new InputError(
      `${name} holds ${inputs.length} tensors for ${model.inputs.length} inputs of the model`,
      'Give one for each input',
    )
  }
  const strange = inputs.findIndex(input => !(input instanceof TensorClass))
  if (strange >= 0) {
    throw new InputError(
      `${name} holds what is no tensor`,
      'Give a tensor for each input, such as tf.tensor2d(rows)',
    )
  }
  const fixed = model.inputs.find(({ shape }) => shape[0] !== null && shape[0] !== undefined)
  if (fixed) {
    throw new InputError(
      `The model takes batches of ${fixed.shape[0]} rows, no more and no fewer`,
      'Build it with inputShape instead of batchInputShape, and set its weights',
    )
  }
  const rows = inputs[0].shape[0] ?? 0
  inputs.forEach((input, i) => {
    const expected = model.inputs[i].shape.slice(1)
    const found = input.shape.slice(1)
    const fits =
      input.shape.length === expected.length + 1 &&
      expected.every((size, axis) => size === null || size === found[axis])
    if (!fits) {
      const wanted = ['rows', ...expected.map(size => size ?? 'any')].join(', ')
      throw new InputError(
        `Tensor ${i} of ${name} has the shape [${input.shape.join(', ')}], and the model takes [${wanted}]`,
        'Prepare the data as for training',
      )
    }
    if (input.shape[0] !== rows) {
      throw new InputError(
        `Tensor ${i} of ${name} has ${input.shape[0]} rows, and tensor 0 has ${rows}`,
        'Give as many rows for each input',
      )
    }
  })
  if (rows === 0) throw new InputError(`${name} has no rows`, 'Give at least one')
  checkValues(inputs, rows, name)
  return { inputs, rows }
}

function checkValues(inputs: readonly Tensor[], rows: number, name: string): void {
  const spreads = inputs.map(input =>
    tidy(() => {
      const flat = input.toFloat().reshape([rows, -1])
      return max(max(flat, 0).sub(min(flat, 0))).dataSync()[0]
    }),
  )
  const bad = spreads.findIndex(spread => !Number.isFinite(spread))
  if (bad >= 0)
    throw new InputError(`Tensor ${bad} of ${name} holds values that are not finite`, 'Drop such rows')
  if (rows > 1 && spreads.every(spread => spread === 0)) {
    throw new InputError(`All rows of ${name} are alike`, 'Give rows of the kind that the model is used on')
  }
}

/** Batch after batch, each to be used within one `tidy`, or disposed of. */
export function* batchesOf({ inputs, rows }: CalibrationData, most = BATCH): Generator<readonly Tensor[]> {
  const numbers = inputs.reduce((sum, input) => sum + input.size / rows, 0)
  const size = Math.max(1, Math.min(most, BATCH, Math.floor(MOST_NUMBERS / numbers)))
  for (let from = 0; from < rows; from += size) {
    const count = Math.min(size, rows - from)
    const batch = inputs.map(input => {
      const begin = input.shape.map((_, axis) => (axis === 0 ? from : 0))
      return slice(input, begin, [count, ...input.shape.slice(1)])
    })
    try {
      yield batch
    } finally {
      for (const tensor of batch) tensor.dispose()
    }
  }
}

/** Seeded parts of some data: a share of the rows, and the others. New tensors, which the caller disposes of. */
export function splitRows(
  { inputs, rows }: CalibrationData,
  share: number,
  seed: number,
): readonly [CalibrationData, CalibrationData] {
  const rng = createRng(seed, 'rows set aside')
  const order = shuffled(rows, rng)
  const first = Math.min(rows - 1, Math.max(1, Math.round(share * rows)))
  const part = (from: number, to: number): CalibrationData => {
    const chosen = order.slice(from, to).sort()
    return {
      rows: chosen.length,
      inputs: tidy(() => {
        const places = tensor1d(chosen, 'int32')
        return inputs.map(input => gather(input, places))
      }),
    }
  }
  return [part(0, first), part(first, rows)]
}

/** The numbers of all rows, in a drawn order. */
export function shuffled(rows: number, rng: Rng): Int32Array {
  const keys = Float64Array.from({ length: rows }, () => rng.uniform())
  return Int32Array.from({ length: rows }, (_, row) => row).sort((a, b) => keys[a] - keys[b])
}

export function disposeData({ inputs }: CalibrationData): void {
  for (const input of inputs) input.dispose()
}
