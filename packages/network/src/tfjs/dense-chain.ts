import type { ModelWeights } from './model-weights.js'
import type { Topology } from './topology.js'
import type { UnitRun } from './unit-runs.js'

/** Whether a run's units go one way from a dense layer into dense layers that take each of them in once. */
export function isDenseChain(topology: Topology, run: UnitRun, weights: ModelWeights): boolean {
  if (topology.layer(run.producer).className !== 'Dense') return false
  const count = weights.get(run.producer)![0].shape[1]
  const chain = [run.producer, ...run.between]
  const last = chain[chain.length - 1]
  return (
    run.between.every((name, i) => topology.layer(name).calls[0][0] === chain[i]) &&
    run.consumers.every(name => {
      const { className, calls } = topology.layer(name)
      return className === 'Dense' && calls[0][0] === last && weights.get(name)![0].shape[0] === count
    })
  )
}
