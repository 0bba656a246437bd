import { OptionError } from '@polylog/core'
import type { LayersModel } from '@tensorflow/tfjs'
import type { UnitChoice } from '../units/unit-choice.js'
import type { SizedRun } from './chosen-runs.js'
import { buildModel, selectUnits } from './model-weights.js'
import type { NarrowModel } from './narrowing.js'
import type { LayerChange, Topology } from './topology.js'
import { checkUnregularised } from './unit-masses.js'

/**
 * The narrow model with the masses taken out of the kernels again, and held by layers of the kind `WeightedDense`.
 *
 * @throws OptionError where a convolution takes units in
 */
export async function weightedModel(
  topology: Topology,
  narrow: NarrowModel,
  sized: readonly SizedRun[],
  choices: ReadonlyMap<string, Pick<UnitChoice, 'indices' | 'masses'>>,
): Promise<LayersModel> {
  const weights = new Map(narrow.weights)
  const changes = new Map<string, LayerChange>(narrow.changes)
  for (const { run } of sized) {
    const choice = choices.get(run.producer)
    if (!choice) continue
    const { masses } = choice
    for (const name of run.consumers) {
      const layer = topology.layer(name)
      checkUnregularised(layer)
      const { className } = layer
      if (/^Conv/.test(className)) {
        throw new OptionError(
          `${name}, which takes the units of ${run.producer} in, is a convolution, for which there is no weighted layer`,
          'Train what fold() gives, and give ticketOptimizer the masses',
        )
      }
      const [kernel, ...others] = weights.get(name)!
      const repeats = kernel.shape[0] / masses.length
      const all = Uint32Array.from(masses, (_, i) => i)
      const inverse = masses.map(mass => 1 / mass)
      weights.set(name, [selectUnits(kernel, 0, masses.length, all, inverse), ...others])
      const tiled = Array.from({ length: repeats }, () => Array.from(masses)).flat()
      changes.set(name, {
        className: 'WeightedDense',
        config: { ...changes.get(name)?.config, masses: tiled },
      })
    }
  }
  return buildModel(topology, changes, weights)
}
