import type { UnitRun } from '../unit-runs.js'

/** Runs one after the other: the units of each are taken in by the layer that makes those of the next, and by no other. */
export type RunChain = readonly [UnitRun, ...UnitRun[]]

/** The longest chains of runs, of which each is in one. */
export function runChains(runs: readonly UnitRun[]): readonly RunChain[] {
  const before = (run: UnitRun) =>
    runs.find(({ consumers }) => consumers.length === 1 && consumers[0] === run.producer)
  return runs
    .filter(run => !before(run))
    .map(first => {
      const chain: [UnitRun, ...UnitRun[]] = [first]
      for (let next = after(first); next; next = after(next)) chain.push(next)
      return chain
    })

  function after({ consumers }: UnitRun): UnitRun | undefined {
    return consumers.length === 1 ? runs.find(({ producer }) => producer === consumers[0]) : undefined
  }
}
