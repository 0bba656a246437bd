import { OptionError } from '@polylog/core'
import type { LayersModel } from '@tensorflow/tfjs'
import type { UnitChoice } from '../units/unit-choice.js'
import type { SizedRun } from './chosen-runs.js'
import { consumingKernel, withArray } from './consuming-kernel.js'
import { buildModel, selectUnits, type WeightArray } from './model-weights.js'
import type { NarrowModel } from './narrowing.js'
import type { LayerChange, LayerTopology, Topology } from './topology.js'
import { checkUnregularised } from './unit-masses.js'
import { WeightedDense } from './weighted-dense.js'

/**
 * The narrow model with the masses taken out of the kernels again, and held by layers of the kind `WeightedDense`, or by the
 * attention whose heads they belong to.
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
    for (const name of run.consumers) {
      const layer = topology.layer(name)
      checkUnregularised(layer)
      const config = changes.get(name)?.config
      const kernel = consumingKernel(weights, layer)
      if (run.kind === 'units') checkNotConvolution(layer, run.producer)
      const masses = massesOfInputs(choice.masses, kernel.shape[0])
      weights.set(name, withArray(weights, layer, divided(kernel, choice.masses)))
      changes.set(name, {
        ...(run.kind === 'units' && { className: WeightedDense.className }),
        config: { ...config, masses },
      })
    }
  }
  return buildModel(topology, changes, weights)
}

function checkNotConvolution({ name, className }: LayerTopology, producer: string): void {
  if (!/^Conv/.test(className)) return
  throw new OptionError(
    `${name}, which takes the units of ${producer} in, is a convolution, for which there is no weighted layer`,
    'Train what fold() gives, and give ticketOptimizer the masses',
  )
}

/** What is flattened holds every unit once for each place. */
function massesOfInputs(masses: Float64Array, inputs: number): number[] {
  return Array.from({ length: inputs / masses.length }, () => Array.from(masses)).flat()
}

/** Units come in along the first axis. */
function divided(kernel: WeightArray, masses: Float64Array): WeightArray {
  const all = Uint32Array.from(masses, (_, i) => i)
  const inverse = masses.map(mass => 1 / mass)
  return selectUnits(kernel, 0, masses.length, all, inverse)
}
