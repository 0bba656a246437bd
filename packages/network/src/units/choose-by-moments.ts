import { chebyshev, compress, linear, product } from '@polylog/compress'
import { type FeatureMap, featureCount, InputError, polynomialCount, weightedSet } from '@polylog/core'
import { errorByGram } from './error-by-gram.js'
import { TRAINING_ORDERS } from './training-order.js'
import type { ChoiceOptions, Goal, UnitChoice } from './unit-choice.js'
import { pointsOfUnits } from './unit-points.js'
import type { UnitWeights } from './unit-weights.js'

export interface MomentOptions extends ChoiceOptions {
  readonly goal: Goal
  /** Total degree of the joint moments that `'training'` keeps: 5 by default, or the highest below that fits. */
  readonly order?: number | 'auto'
  /**
   * `count × count`: products of what units add to the outputs, by which the order of `'function'` is chosen; the highest
   * that fits is taken without it.
   */
  readonly gram?: Float64Array
  /**
   * Whether a unit puts out `t` times as much where its incoming weights, bias included, are `t > 0` times as large, as those of ReLU do;
   * `false` by default. Then, for `'function'`, directions alone are looked at: one dimension less.
   */
  readonly homogeneous?: boolean
}

/** Orders of incoming weights that are tried: beyond the last, functions of units are kept to rounding or not at all. */
const ORDERS = [1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20]

/** Orders in a row that may do no better than the best so far. */
const PATIENCE = 2

/**
 * Units whose sums of polynomials of the weights are those of all units. For a network that trains on, joint moments of
 * incoming and outgoing weights (the dynamical lottery ticket of arXiv:2510.00504); where only the function is to be kept,
 * polynomials of the incoming weights alone, and these times each outgoing weight, in which the function is linear. Homogeneous units
 * are moved to the sphere for that: `v g(w) = |w| v g(w / |w|)`.
 *
 * Outgoing weights are scaled by the root of the width, so that they are not much smaller than the others. Where not even
 * order 1 fits, the leading principal directions are kept.
 */
export async function chooseByMoments(
  units: UnitWeights,
  size: number,
  { goal, order, gram, homogeneous = false, seed = 0, signal }: MomentOptions,
): Promise<UnitChoice> {
  const { count, incomingDim, outgoingDim } = units
  const maps = goal === 'function' ? functionMaps(incomingDim, outgoingDim, size, homogeneous) : []
  const own = homogeneous && maps.length > 0 ? unitsOnSphere(units) : units
  // In training, units that add nothing yet begin to.
  const alive = goal === 'function' ? unitsAlive(own) : Uint32Array.from({ length: count }, (_, i) => i)
  const dim = incomingDim + outgoingDim
  const points = pointsOfUnits(own, alive)
  const keep = async (
    options: { readonly features: FeatureMap } | { readonly order: number | 'auto' },
  ): Promise<UnitChoice> => {
    const { indices, set, certificate } = await compress(weightedSet(points, { dim }), {
      ...options,
      size,
      seed,
      signal,
    })
    const kept = indices.map(i => alive[i])
    return { indices: kept, masses: set.weights, dead: count - alive.length, certificate }
  }
  const highest = maps.at(-1)
  if (!highest) return keep({ order: order ?? trainingOrder(dim, size) })
  if (!gram) return keep({ features: highest })
  let best: UnitChoice | undefined
  let least = Infinity
  let worse = 0
  for (const features of maps) {
    const choice = await keep({ features })
    const error = errorByGram(gram, count, choice)
    worse = error < least ? 0 : worse + 1
    if (error < least) [best, least] = [choice, error]
    if (worse > PATIENCE) break
  }
  return best!
}

/** The highest up to that one which fits; where not even order 1 does, leading principal directions are kept. */
function trainingOrder(dim: number, size: number): number | 'auto' {
  for (let order = TRAINING_ORDERS[0]; order >= 1; order--) {
    if (polynomialCount(dim, order) <= size) return order
  }
  return 'auto'
}

/** Whether joint moments of some order, high enough to follow training, fit. */
export function followsTraining({ incomingDim, outgoingDim }: UnitWeights, size: number): boolean {
  const order = trainingOrder(incomingDim + outgoingDim, size)
  return order !== 'auto' && TRAINING_ORDERS.includes(order)
}

/** Those that add anything to the next layer. */
function unitsAlive({ count, outgoing, outgoingDim }: UnitWeights): Uint32Array {
  const alive = Uint32Array.from({ length: count }, (_, i) => i).filter(i =>
    outgoing.subarray(i * outgoingDim, (i + 1) * outgoingDim).some(weight => weight !== 0),
  )
  if (alive.length > 0) return alive
  throw new InputError('All outgoing weights are 0', 'Train the model first, or leave this layer out')
}

/** Those that fit, orders ascending. On the sphere, the square of a coordinate is a polynomial of the others. */
function functionMaps(
  incomingDim: number,
  outgoingDim: number,
  size: number,
  homogeneous: boolean,
): readonly FeatureMap[] {
  const axes = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i)
  const outgoing = linear(axes(incomingDim, outgoingDim))
  const incoming = (order: number) =>
    chebyshev(axes(0, incomingDim), order, {
      ...(homogeneous &&
        incomingDim > 1 && {
          maxDegrees: axes(0, incomingDim).map(axis => (axis === incomingDim - 1 ? 1 : order)),
        }),
    })
  // At least so many: maps of very many features are not even made.
  return ORDERS.filter(order => polynomialCount(incomingDim - 1, order) <= size)
    .map(order => product(incoming(order), outgoing))
    .filter(map => featureCount(map, incomingDim + outgoingDim) <= size)
}

/** The same units, incoming weights of length 1, and the length in the outgoing ones; of those of length 0, both are 0. */
function unitsOnSphere(units: UnitWeights): UnitWeights {
  const { count, incoming, incomingDim, outgoing, outgoingDim } = units
  const lengths = Float64Array.from({ length: count }, (_, unit) =>
    Math.hypot(...incoming.subarray(unit * incomingDim, (unit + 1) * incomingDim)),
  )
  return {
    ...units,
    incoming: incoming.map((weight, at) => weight / (lengths[Math.floor(at / incomingDim)] || 1)),
    outgoing: outgoing.map((weight, at) => weight * lengths[Math.floor(at / outgoingDim)]),
  }
}
