import type { Comparison } from '../comparison/comparison.js'
import { uniformProblem } from '../comparison/uniform-problem.js'
import { everyPolylog } from '../contestants/polylog.js'
import { randomSubset } from '../contestants/random-subset.js'

export const m3k5d1M: Comparison = {
  name: 'm3-k5-1m',
  claim: '1,000,000 uniform points in 3 dimensions become 10,000, order 5',
  goal: { size: 10_000, order: 5 },
  draws: 3,
  warmUps: 1,
  contestants: [...everyPolylog(['fast', 'balanced']), randomSubset],
  asked: {
    fast: { seconds: 0.6, residual: 1e-12 },
    balanced: { seconds: 1.5, residual: 1e-12 },
  },
  published: [],
  draw: seed => uniformProblem(1_000_000, 3, seed),
}
