import type { LayersModel } from '@tensorflow/tfjs'
import { checkFinite } from '../units/alive-units.js'
import { chooseByGram } from '../units/choose-by-gram.js'
import { chooseByMoments, followsTraining, type MomentOptions } from '../units/choose-by-moments.js'
import { momentNodes, nodeOrder } from '../units/moment-nodes.js'
import { pursueByGram } from '../units/pursue-by-gram.js'
import type { Basis, UnitChoice } from '../units/unit-choice.js'
import { nearestUnits } from '../units/unit-points.js'
import type { UnitWeights } from '../units/unit-weights.js'
import type { CalibrationData } from './calibration.js'
import type { SizedRun } from './chosen-runs.js'
import { isHomogeneous } from './layer-kinds.js'
import { canReplaceUnits, type NarrowModel, unitWeights } from './narrowing.js'
import { hasTangents, tangentGram } from './tangent-gram.js'
import type { Topology } from './topology.js'
import { contributionGram } from './unit-grams.js'

export interface RunChoice extends UnitChoice {
  /** `'given'`: nothing of it was for this package to choose; `'alive'`: all but dead units stay. */
  readonly by: Basis | 'given' | 'alive'
  /** Units that take the places of those chosen, which are the nearest ones. */
  readonly nodes?: UnitWeights
}

export interface ChoosingOptions extends Omit<MomentOptions, 'gram'> {
  readonly nodes?: 'kept' | 'free'
  /** Of the weights in training, over their length, if it is known. */
  readonly movement?: number
}

/** Of products of 32-bit numbers. */
const PRECISION = 2 ** -24

/** Share of the products' sizes below which their sum is 0, as sums of doubles go. */
const CANCELLED = 1e-15

/**
 * Up to such a movement of the weights, tangents follow training best, and beyond it joint moments: of 10,000 units; of 2,048, the two
 * meet at 0.1 (`pnpm lab fig4`).
 */
const CLOSE = 0.03

/**
 * Chooses the units of a run. Where only the function counts, by the least error on the calibration data; where the network trains on,
 * masses and leading directions are kept exactly.
 *
 * @param built the model as it is now
 * @param data calibration rows, if there are any
 */
export async function chooseRun(
  { run, units, size, given, dead = 0 }: SizedRun,
  narrow: NarrowModel,
  built: LayersModel,
  topology: Topology,
  data: CalibrationData | undefined,
  asked: Basis | 'auto',
  { nodes = 'kept', movement = Infinity, ...options }: ChoosingOptions,
): Promise<RunChoice> {
  const { weights } = narrow
  const measured = data && contributionGram(built, weights, topology, run, units, data)
  if (measured) checkFinite(measured, units)
  // What adds nothing there may elsewhere: its weights still tell.
  const isIdle = measured?.every(value => value === 0) ?? false
  const gram = asked === 'auto' && isIdle ? undefined : measured
  if (given) return { ...given, dead, by: dead > 0 ? 'alive' : 'given' }
  if (nodes === 'free' && options.goal === 'training' && canReplaceUnits(topology, run)) {
    const placed = await nodesOf(unitWeights(narrow, topology, run, 'training'), size, options)
    if (placed) return placed
  }
  const byMoments = () => {
    const own = unitWeights(narrow, topology, run, options.goal)
    return options.goal === 'training' && followsTraining(own, size)
  }
  const known = hasTangents(topology, run, weights)
  const found = (): Basis => {
    if (gram && known && options.goal === 'training' && movement <= CLOSE) return 'tangent'
    return gram && !byMoments() ? 'contributions' : 'moments'
  }
  const by = asked === 'auto' ? found() : asked
  const withTangents = by === 'tangent' && known
  const choose = async (): Promise<UnitChoice> => {
    if (by === 'moments' || !gram || !data) {
      const homogeneous =
        run.kind === 'units' && [run.producer, ...run.between].map(topology.layer).every(isHomogeneous)
      const own = unitWeights(narrow, topology, run, options.goal)
      return chooseByMoments(own, size, { ...options, gram, homogeneous })
    }
    const vectors = withTangents
      ? balanced(gram, tangentGram(built, weights, topology, run, data, options.seed ?? 0), units)
      : gram
    return options.goal === 'function' && !cancelsOut(vectors)
      ? pursueByGram(vectors, units, size, PRECISION)
      : chooseByGram(vectors, units, size, options)
  }
  return { ...(await choose()), by: by === 'tangent' && !withTangents ? 'contributions' : by }
}

/** Free nodes with the joint moments of all units; nothing where there are no orders for that. */
async function nodesOf(
  units: UnitWeights,
  size: number,
  { order, seed, signal }: Omit<MomentOptions, 'gram'>,
): Promise<RunChoice | undefined> {
  const asked = typeof order === 'number' ? order : nodeOrder(units, size)
  if (asked === undefined) return undefined
  const found = await momentNodes(units, size, { order: asked, seed, signal })
  const indices = nearestUnits(found.units, units)
  return {
    ...{ indices, masses: found.masses, dead: 0, by: 'moments' },
    ...{ certificate: found.certificate, nodes: found.units },
  }
}

/** Whether the sum of all vectors is rounding: then there is nothing to come close to, and directions are kept. */
function cancelsOut(gram: Float64Array): boolean {
  let sum = 0
  let sizes = 0
  for (const value of gram) {
    sum += value
    sizes += Math.abs(value)
  }
  return sum <= CANCELLED * sizes
}

/** Both over their traces, so that neither outweighs the other. */
function balanced(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const trace = (gram: Float64Array) => {
    let sum = 0
    for (let i = 0; i < size; i++) sum += gram[i * size + i]
    return sum || 1
  }
  const [ofA, ofB] = [trace(a), trace(b)]
  return a.map((value, at) => value / ofA + b[at] / ofB)
}
