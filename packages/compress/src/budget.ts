import { allRows, OptionError, oneCell } from '@polylog/core'
import { chebyshev } from '@polylog/moments'
import type { ComposedBackend } from './compose-backends.js'
import type { Budget } from './compress-options.js'
import { passWork } from './cost-model.js'
import { uniformPoints } from './uniform-points.js'

/** Multiply-adds, as they are predicted: a second or less of work on a laptop. */
export const DEFAULT_WORK = 4e9

/** The machine is measured on cells of so many points, in so many dimensions, of this order. */
const POINTS = 504
const DIM = 5
const ORDER = 5
const RUNS = 5

/** @throws OptionError for anything but one positive number */
export function checkBudget(budget: Budget): void {
  const { work, seconds } = budget
  const given = work ?? seconds
  if ((work === undefined) === (seconds === undefined) || !(given !== undefined && given > 0)) {
    throw new OptionError(
      `budget is ${JSON.stringify(budget)}`,
      'Give { work } in multiply-adds or { seconds }, a positive number',
    )
  }
}

/**
 * A budget in predicted multiply-adds. Seconds are turned into them once, by timing a reduction: what is chosen then
 * follows from that number alone.
 */
export async function budgetedWork(budget: Budget | undefined, backend: ComposedBackend): Promise<number> {
  if (!budget) return DEFAULT_WORK
  return budget.work ?? budget.seconds! * (await workPerSecond(backend))
}

/** The median of some runs, after one for warmth. */
async function workPerSecond(backend: ComposedBackend): Promise<number> {
  const set = uniformPoints(POINTS, DIM, 0)
  const map = chebyshev(ORDER)
  const cells = { ...oneCell(set), permutation: allRows(POINTS) }
  const targets = Uint32Array.of(POINTS / 2)
  const times: number[] = []
  for (let run = 0; run <= RUNS; run++) {
    const start = performance.now()
    await backend.run('reduce', { set, cells, map, targets })
    if (run > 0) times.push((performance.now() - start) / 1000)
  }
  const pass = { covering: { kind: 'kd' }, cells: 1, goal: POINTS / 2 } as const
  return passWork(POINTS, DIM, pass, POINTS / 2).reducing / times.sort((a, b) => a - b)[RUNS >> 1]
}
