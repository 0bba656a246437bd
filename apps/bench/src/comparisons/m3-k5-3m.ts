import type { Comparison } from '../comparison/comparison.js'
import { uniformProblem } from '../comparison/uniform-problem.js'
import { everyPolylog } from '../contestants/polylog.js'
import { randomSubset } from '../contestants/random-subset.js'

/** The quickstart's compression without its table: see the job `quickstart` for the whole command. */
export const m3k5d3M: Comparison = {
  name: 'm3-k5-3m',
  claim: '3,000,000 uniform points in 3 dimensions become 1,000, order 5',
  goal: { size: 1000, order: 5 },
  draws: 3,
  warmUps: 1,
  contestants: [...everyPolylog(['fast', 'balanced']), randomSubset],
  asked: {
    fast: { residual: 1e-12 },
    balanced: { seconds: 1.5, residual: 1e-12 },
  },
  published: [],
  draw: seed => uniformProblem(3_000_000, 3, seed),
}
