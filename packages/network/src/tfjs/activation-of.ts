import { layers } from '@tensorflow/tfjs'
import type { LayerTopology } from './topology.js'

/** A layer that does what another does to its sums. */
export function activationOf({ config }: LayerTopology): layers.Layer {
  // TensorFlow.js does not name activations in JSON as it does elsewhere.
  const name = String(config.activation).replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())
  return layers.activation({ activation: name as 'relu' })
}
