import { weightedDense } from '@polylog/network/tfjs'
import { layers, type Sequential, sequential, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs'
import type { NetworkStart } from './two-layer-network.js'

/** A weighted layer holds the masses, where there are any. To be disposed of. */
export function modelFrom(start: NetworkStart): Sequential {
  const { dim, width, masses } = start
  const model = sequential({
    layers: [
      layers.dense({ units: width, activation: 'relu', inputShape: [dim] }),
      masses ? weightedDense({ units: 1, masses }) : layers.dense({ units: 1 }),
    ],
  })
  tidy(() =>
    model.setWeights([
      tensor2d(start.incoming, [dim, width]),
      tensor1d(start.biases),
      tensor2d(start.outgoing, [width, 1]),
      tensor1d([start.offset]),
    ]),
  )
  return model
}
