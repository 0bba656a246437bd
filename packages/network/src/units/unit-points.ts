import type { WeightedSet } from '@polylog/core'
import { type UnitWeights, unitWeightsOf } from './unit-weights.js'

/**
 * Some units as points of their weights, incoming ones first. Outgoing weights are scaled by the root of the layer's width, so that
 * they are not much smaller than the others.
 */
export function pointsOfUnits(
  { incoming, incomingDim, outgoing, outgoingDim, count }: UnitWeights,
  chosen: Uint32Array,
  layerWidth = count,
): Float64Array {
  const dim = incomingDim + outgoingDim
  const points = new Float64Array(chosen.length * dim)
  const scale = Math.sqrt(layerWidth)
  chosen.forEach((unit, row) => {
    points.set(incoming.subarray(unit * incomingDim, (unit + 1) * incomingDim), row * dim)
    for (let j = 0; j < outgoingDim; j++) {
      points[row * dim + incomingDim + j] = scale * outgoing[unit * outgoingDim + j]
    }
  })
  return points
}

/** Points, as units of the layer that the others are all units of. */
export function unitsOfPoints(
  { points, size, dim }: WeightedSet,
  { count, incomingDim, outgoingDim }: UnitWeights,
): UnitWeights {
  const part = (from: number, width: number, factor: number) => ({
    values: Float64Array.from({ length: size * width }, (_, at) => {
      return factor * points[Math.floor(at / width) * dim + from + (at % width)]
    }),
    width,
  })
  return unitWeightsOf(size, part(0, incomingDim, 1), part(incomingDim, outgoingDim, 1 / Math.sqrt(count)))
}

/** For each of some units, the number of the nearest among all of the layer. */
export function nearestUnits(some: UnitWeights, others: UnitWeights): Uint32Array {
  const [from, to] = [some, others].map(units =>
    pointsOfUnits(
      units,
      Uint32Array.from({ length: units.count }, (_, i) => i),
      others.count,
    ),
  )
  const dim = others.incomingDim + others.outgoingDim
  return Uint32Array.from({ length: some.count }, (_, i) => {
    let nearest = 0
    let least = Infinity
    for (let j = 0; j < others.count; j++) {
      let distance = 0
      for (let axis = 0; axis < dim; axis++) distance += (from[i * dim + axis] - to[j * dim + axis]) ** 2
      if (distance < least) [nearest, least] = [j, distance]
    }
    return nearest
  })
}
