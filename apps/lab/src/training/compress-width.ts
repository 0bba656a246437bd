import { chooseByMoments, momentNodes, type UnitChoice, type UnitWeights } from '@polylog/network'
import type { NetworkStart } from './two-layer-network.js'

/** Neurons by their weights `(w, b)` and `v`. */
export function neuronsOf({ dim, width, incoming, biases, outgoing }: NetworkStart): UnitWeights {
  const values = new Float64Array(width * (dim + 1))
  for (let i = 0; i < width; i++) {
    for (let axis = 0; axis < dim; axis++) values[i * (dim + 1) + axis] = incoming[axis * width + i]
    values[i * (dim + 1) + dim] = biases[i]
  }
  return {
    count: width,
    incoming: values,
    incomingDim: dim + 1,
    outgoing: Float64Array.from(outgoing),
    outgoingDim: 1,
  }
}

/** Some of the neurons, each with a mass. */
export function narrowStart(
  { dim, width, incoming, biases, outgoing, offset }: NetworkStart,
  { indices, masses }: Pick<UnitChoice, 'indices' | 'masses'>,
): NetworkStart {
  const size = indices.length
  return {
    dim,
    width: size,
    incoming: Float32Array.from({ length: dim * size }, (_, at) => {
      return incoming[Math.floor(at / size) * width + indices[at % size]]
    }),
    biases: Float32Array.from(indices, i => biases[i]),
    outgoing: Float32Array.from(indices, i => outgoing[i]),
    offset,
    masses: Float32Array.from(masses),
  }
}

/**
 * A narrower start with the same moments of its neurons `(w, b, v)`: neurons that stand for several have masses. Adam and its kin,
 * which see gradients up to their scale, then train it as they train the wide one.
 */
export async function compressWidth(
  start: NetworkStart,
  size: number,
  order: number,
  seed: number,
): Promise<NetworkStart> {
  return narrowStart(start, await chooseByMoments(neuronsOf(start), size, { goal: 'training', order, seed }))
}

/** The same with neurons that are not among those of the wide one: fewer of them hold as many moments. */
export async function freeWidth(
  start: NetworkStart,
  size: number,
  order: number,
  seed: number,
): Promise<NetworkStart> {
  const { dim, offset } = start
  const { units, masses } = await momentNodes(neuronsOf(start), size, { order, seed })
  const { count: width, incoming } = units
  const weight = (unit: number, axis: number) => incoming[unit * (dim + 1) + axis]
  return {
    dim,
    width,
    incoming: Float32Array.from({ length: dim * width }, (_, at) => {
      return weight(at % width, Math.floor(at / width))
    }),
    biases: Float32Array.from({ length: width }, (_, unit) => weight(unit, dim)),
    outgoing: Float32Array.from(units.outgoing),
    offset,
    masses: Float32Array.from(masses),
  }
}
