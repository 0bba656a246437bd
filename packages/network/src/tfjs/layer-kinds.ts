import type { LayerTopology } from './topology.js'

/** Layers without weights that do the same to every unit, whatever the others are. */
const WITHOUT_WEIGHTS: readonly string[] = [
  'ReLU',
  'LeakyReLU',
  'ELU',
  'ThresholdedReLU',
  'Dropout',
  'AlphaDropout',
  'GaussianNoise',
  'GaussianDropout',
  'SpatialDropout1D',
  'MaxPooling1D',
  'MaxPooling2D',
  'AveragePooling1D',
  'AveragePooling2D',
  'GlobalAveragePooling1D',
  'GlobalAveragePooling2D',
  'GlobalMaxPooling1D',
  'GlobalMaxPooling2D',
  'UpSampling2D',
  'ZeroPadding2D',
  'Cropping2D',
  'Flatten',
]

/** Layers that have weights for every unit, of which the last axis of each belongs to the units. */
const WITH_WEIGHTS: readonly string[] = ['BatchNormalization', 'PReLU']

/** Whether an activation compares all units with each other. */
export function isSoftmax(activation: unknown): boolean {
  return typeof activation === 'string' && /softmax$/i.test(activation)
}

/** Whether a layer does something to every unit by itself. Units are the last axis. */
export function isUnitWise({ className, config, rank }: LayerTopology): boolean {
  if (config.data_format === 'channels_first') return false
  if (className === 'Activation') return !isSoftmax(config.activation)
  if (className === 'BatchNormalization') {
    const [axis = -1] = [config.axis].flat() as readonly (number | undefined)[]
    return axis === -1 || axis === rank - 1
  }
  if (className === 'PReLU') {
    // One slope for all places is one for each channel, unless it is that of all channels.
    const shared = config.shared_axes as readonly number[] | null | undefined
    return !shared?.includes(rank - 1)
  }
  // Noise of a shape that is written down is for so many units.
  if (config.noise_shape) return false
  return WITHOUT_WEIGHTS.includes(className)
}

/** Whether a unit-wise layer has weights that must be chosen along with the units. */
export function hasUnitWeights({ className }: LayerTopology): boolean {
  return WITH_WEIGHTS.includes(className)
}

export function normalisesUnits({ className, config }: LayerTopology): boolean {
  return (
    className === 'LayerNormalization' ||
    className === 'Softmax' ||
    (className === 'Activation' && isSoftmax(config.activation))
  )
}

/** Activations that put out `t` times as much for `t > 0` times the input. */
const HOMOGENEOUS: readonly unknown[] = ['relu', 'linear', undefined, null]

/** Layers in between that do not, or not always. */
const NOT_HOMOGENEOUS: readonly string[] = [
  'ELU',
  'ThresholdedReLU',
  'AlphaDropout',
  'GaussianNoise',
  'GaussianDropout',
]

/** Whether a layer's units put out `t` times as much for `t > 0` times the input, bias included. */
export function isHomogeneous(layer: LayerTopology): boolean {
  const { className, config } = layer
  if (hasUnitWeights(layer) || NOT_HOMOGENEOUS.includes(className)) return false
  if (className === 'ReLU') return config.max_value === null || config.max_value === undefined
  return HOMOGENEOUS.includes(config.activation)
}
