import { allRows, oneCell } from '@polylog/core'
import { chebyshev } from '@polylog/moments'
import type { ComposedBackend } from './compose-backends.js'
import { passWork } from './cost-model.js'
import { uniformPoints } from './uniform-points.js'

/** The machine is measured on cells of so many points, in so many dimensions, of this order. */
const POINTS = 504
const DIM = 5
const ORDER = 5
const RUNS = 5

/** Predicted multiply-adds of a reduction that the machine does in a second: the median of some runs, after one for warmth. */
export async function workPerSecond(backend: ComposedBackend): Promise<number> {
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
