import type { SizedRun } from './chosen-runs.js'
import { type NarrowModel, unitWeights } from './narrowing.js'
import type { Topology } from './topology.js'
import type { UnitRun } from './unit-runs.js'

/** Numbers of the units that the layers after them take in with any weight but 0. */
export function aliveUnitsOf(model: NarrowModel, topology: Topology, run: UnitRun): Uint32Array {
  const { count, outgoing, outgoingDim } = unitWeights(model, topology, run, 'function')
  return Uint32Array.from({ length: count }, (_, i) => i).filter(unit =>
    outgoing.subarray(unit * outgoingDim, (unit + 1) * outgoingDim).some(weight => weight !== 0),
  )
}

/** Where dead units are all that is too much, the others stay as they are; nothing of a run without any others. */
export function withoutDeadUnits(
  item: SizedRun,
  model: NarrowModel,
  topology: Topology,
): SizedRun | undefined {
  if (item.given || item.run.kind === 'heads') return item
  const indices = aliveUnitsOf(model, topology, item.run)
  if (indices.length === 0) return undefined
  if (indices.length === item.units || item.size < indices.length) return item
  const masses = new Float64Array(indices.length).fill(1)
  return { ...item, size: indices.length, given: { indices, masses }, dead: item.units - indices.length }
}
