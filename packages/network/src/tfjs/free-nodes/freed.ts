import type { CalibrationData } from '../calibration.js'
import { copiedModel, disposeModel } from '../model-weights.js'
import type { NarrowModel } from '../narrowing.js'
import type { Topology } from '../topology.js'
import type { UnitRun } from '../unit-runs.js'
import { type FreeOptions, movedUnits } from './moved-units.js'
import { type RunChain, runChains } from './run-chains.js'

/** With the units of a run, or of a chain of them, moved; the same model if nothing is gained. */
export async function freed(
  narrow: NarrowModel,
  original: NarrowModel,
  topology: Topology,
  chain: RunChain,
  data: CalibrationData,
  options: FreeOptions,
): Promise<NarrowModel> {
  // A copy: layers of the given model may be parts of others, too.
  const whole = await copiedModel(topology, original.changes, original.weights)
  const built = await copiedModel(topology, narrow.changes, narrow.weights)
  try {
    return await movedUnits(narrow, built, whole, topology, chain, data, options)
  } finally {
    disposeModel(built)
    disposeModel(whole)
  }
}

/**
 * With units of runs that follow each other moved once more, together: layer by layer, each serves all that the wide model hands on,
 * and together, what comes out in the end.
 *
 * A chain that ends in layers whose own units were moved is left: what these take in is no longer what the wide model's do.
 *
 * @param runs whose units have been moved
 */
export async function freedTogether(
  narrow: NarrowModel,
  original: NarrowModel,
  topology: Topology,
  runs: readonly UnitRun[],
  data: CalibrationData,
  options: FreeOptions,
): Promise<NarrowModel> {
  let found = narrow
  for (const chain of runChains(runs)) {
    const last = chain[chain.length - 1]
    const isMoved = last.consumers.some(name => runs.some(({ producer }) => producer === name))
    if (chain.length > 1 && !isMoved) found = await freed(found, original, topology, chain, data, options)
  }
  return found
}
