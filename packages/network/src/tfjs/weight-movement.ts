import { InputError, OptionError } from '@polylog/core'
import type { LayersModel } from '@tensorflow/tfjs'
import { consumingPlace } from './consuming-kernel.js'
import { type WeightArray, weightsOf } from './model-weights.js'
import { type Topology, topologyOf } from './topology.js'
import { type UnitRun, unitRuns } from './unit-runs.js'

/**
 * How far training carried the weights that make a model's units: the largest `‖w - w₀‖ / ‖w₀‖` over the layers whose units can be
 * chosen among. It says what a narrow network for a like training is to be chosen by (`movement` of `compressModel`).
 *
 * @param start the model before; neither it nor `trained` is modified
 * @param trained a model of the same layers in the same order; what they are called does not matter
 * @throws InputError if a layer of the one is not in the other, or of another shape
 * @throws OptionError if there is no layer whose units can be chosen among
 */
export function weightMovement(start: LayersModel, trained: LayersModel): number {
  const topology = topologyOf(start)
  const { runs } = unitRuns(topology)
  if (runs.length === 0) {
    throw new OptionError(
      'The model has no layer whose units can be chosen among',
      'Give one that can be compressed',
    )
  }
  const [before, after] = [start, trained].map(weightsOf)
  // Models that one function builds have layers of other names.
  const names = new Map(start.layers.map(({ name }, i) => [name, trained.layers[i]?.name]))
  return Math.max(
    ...runs.map(run =>
      movementOf(topology, run, before.get(run.producer)!, after.get(names.get(run.producer)!)),
    ),
  )
}

function movementOf(
  topology: Topology,
  { kind, producer }: UnitRun,
  before: readonly WeightArray[],
  after: readonly WeightArray[] | undefined,
): number {
  let [moved, whole] = [0, 0]
  before.forEach(({ values }, place) => {
    // An attention adds its heads up itself.
    if (kind === 'heads' && place === consumingPlace(topology.layer(producer))) return
    const other = after?.[place]?.values
    if (other?.length !== values.length) {
      throw new InputError(
        `Layer ${producer} of the trained model ${after ? 'has weights of other shapes' : 'is not there'}`,
        'Give a model before and after the same training',
      )
    }
    for (let i = 0; i < values.length; i++) {
      moved += (other[i] - values[i]) ** 2
      whole += values[i] ** 2
    }
  })
  return moved === 0 ? 0 : Math.sqrt(moved / whole)
}
