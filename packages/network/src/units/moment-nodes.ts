import { type Certificate, compress } from '@polylog/compress'
import { fewestNodes, polynomialCount, weightedSet } from '@polylog/core'
import { chebyshev } from '@polylog/moments'
import { TRAINING_ORDERS } from './training-order.js'
import type { ChoiceOptions } from './unit-choice.js'
import { pointsOfUnits, unitsOfPoints } from './unit-points.js'
import type { UnitWeights } from './unit-weights.js'

/** Units that are not among those that were given. */
export interface MomentNodes {
  readonly units: UnitWeights
  /** What each stands for: positive. */
  readonly masses: Float64Array
  readonly certificate: Certificate
}

export interface MomentNodeOptions extends ChoiceOptions {
  /** Total degree of the joint moments: 5 by default, or 4 or 3 where that can be had, and else 1. */
  readonly order?: number
}

/** Moments of a cell beyond which the nodes take too long to find. */
const MOST_MOMENTS = 500

/** The order that is taken by default; nothing where units have too many weights, or nodes are too few, for any that follows training. */
export function nodeOrder({ incomingDim, outgoingDim }: UnitWeights, size: number): number | undefined {
  const dim = incomingDim + outgoingDim
  return TRAINING_ORDERS.find(
    order => polynomialCount(dim, order) <= MOST_MOMENTS && fewestNodes(chebyshev(order), dim) <= size,
  )
}

/**
 * New units with the joint moments of all units, incoming and outgoing weights together: free nodes, each of which brings as many
 * numbers as a unit has weights, so that about `N / (m + 1)` hold what `N` kept units hold. For networks that train on.
 *
 * @param size most nodes
 * @throws OptionError for an order that needs more
 * @throws AccuracyError where so few were not found
 */
export async function momentNodes(
  units: UnitWeights,
  size: number,
  { order = nodeOrder(units, size), seed = 0, signal }: MomentNodeOptions = {},
): Promise<MomentNodes> {
  const { incomingDim, outgoingDim } = units
  const all = Uint32Array.from({ length: units.count }, (_, i) => i)
  const { set, certificate } = await compress(
    weightedSet(pointsOfUnits(units, all), { dim: incomingDim + outgoingDim }),
    { size, order: order ?? 1, nodes: 'free', seed, signal },
  )
  return { units: unitsOfPoints(set, units), masses: set.weights, certificate }
}
