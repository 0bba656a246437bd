import { compress } from '@polylog/compress'
import type { NetworkStart } from './two-layer-network.js'

/**
 * A narrower start with the same moments of its neurons `(v, w, b)`, `v` times the square root of the width so that no
 * coordinate is much smaller than others: neurons that stand for several have masses. Adam and its kin, which see gradients up to
 * their scale, then train it as they train the wide one.
 */
export async function compressWidth(
  start: NetworkStart,
  size: number,
  order: number,
  seed: number,
): Promise<NetworkStart> {
  const { dim, width, incoming, biases, outgoing } = start
  const length = dim + 2
  const scale = Math.sqrt(width)
  const neurons = new Float64Array(width * length)
  for (let i = 0; i < width; i++) {
    for (let axis = 0; axis < dim; axis++) neurons[i * length + axis] = incoming[axis * width + i]
    neurons[i * length + dim] = biases[i]
    neurons[i * length + dim + 1] = scale * outgoing[i]
  }
  const { set, indices } = await compress(neurons, { dim: length, size, order, seed })
  const kept = Array.from(indices)
  return {
    dim,
    width: set.size,
    incoming: Float32Array.from({ length: dim * set.size }, (_, at) => {
      return incoming[Math.floor(at / set.size) * width + kept[at % set.size]]
    }),
    biases: Float32Array.from(kept, i => biases[i]),
    outgoing: Float32Array.from(kept, i => outgoing[i]),
    offset: start.offset,
    masses: Float32Array.from(set.weights),
  }
}
