import { weightedDense } from '@polylog/network/tfjs'
import { layers, type Sequential, sequential, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs'
import type { NetworkStart } from './two-layer-network.js'

/** A weighted layer holds the masses, where there are any. To be disposed of. */
export function modelFrom({
  dim,
  width,
  incoming,
  biases,
  outgoing,
  offset,
  masses,
}: NetworkStart): Sequential {
  const model = sequential({
    layers: [
      layers.dense({ units: width, activation: 'relu', inputShape: [dim] }),
      masses ? weightedDense({ units: 1, masses }) : layers.dense({ units: 1 }),
    ],
  })
  tidy(() =>
    model.setWeights([
      tensor2d(incoming, [dim, width]),
      tensor1d(biases),
      tensor2d(outgoing, [width, 1]),
      tensor1d([offset]),
    ]),
  )
  return model
}
