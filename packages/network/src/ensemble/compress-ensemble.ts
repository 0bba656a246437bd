import { checkNames, InputError, OptionError } from '@polylog/core'
import { errorByGram } from '../units/error-by-gram.js'
import { type PursuedUnits, pursueByGram } from '../units/pursue-by-gram.js'

export interface EnsembleOptions {
  /** Most models kept. */
  readonly size: number
}

export interface EnsembleChoice extends PursuedUnits {
  /** What each model kept counts for in the mean: its mass over the number of models. */
  readonly shares: Float64Array
  /** Distance of the mean outputs from those of all models, over their length, on the calibration data. */
  readonly calibrationError: number
}

/**
 * A few models of an ensemble that stand for all: the mean of an ensemble is a sum over its models, and does not mind their
 * order. Those kept, and what each counts for, are the ones whose sum comes closest on the calibration data.
 *
 * @param outputs of each model, in the same order, on calibration data
 * @throws OptionError for a size that cannot be had
 * @throws InputError for outputs that are not alike, or not finite
 */
export function compressEnsemble(
  outputs: readonly ArrayLike<number>[],
  options: EnsembleOptions,
): EnsembleChoice {
  checkNames('compressEnsemble', options, ['size'])
  const count = outputs.length
  const { size } = options
  if (!(Number.isInteger(size) && size >= 1 && size <= count)) {
    throw new OptionError(`size is ${size} for ${count} models`, `Give an integer from 1 to ${count}`)
  }
  checkOutputs(outputs)
  const gram = gramOf(outputs)
  const choice = pursueByGram(gram, count, size)
  return {
    ...choice,
    shares: choice.masses.map(mass => mass / count),
    calibrationError: errorByGram(gram, count, choice),
  }
}

function checkOutputs(outputs: readonly ArrayLike<number>[]): void {
  const { length } = outputs[0]
  outputs.forEach((values, model) => {
    if (values.length !== length || length === 0) {
      throw new InputError(
        `Model ${model} has ${values.length} outputs, and model 0 has ${length}`,
        'Give the outputs of all models on the same data',
      )
    }
    for (let i = 0; i < length; i++) {
      if (!Number.isFinite(values[i])) {
        throw new InputError(`Output ${i} of model ${model} is ${values[i]}`, 'Outputs must be finite')
      }
    }
  })
}

function gramOf(outputs: readonly ArrayLike<number>[]): Float64Array {
  const count = outputs.length
  const gram = new Float64Array(count * count)
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      let product = 0
      for (let s = 0; s < outputs[i].length; s++) product += outputs[i][s] * outputs[j][s]
      gram[i * count + j] = product
      gram[j * count + i] = product
    }
  }
  return gram
}
