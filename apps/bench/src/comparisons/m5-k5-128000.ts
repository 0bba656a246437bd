import type { Comparison } from '../comparison/comparison.js'
import { uniformProblem } from '../comparison/uniform-problem.js'
import { everyPolylog } from '../contestants/polylog.js'
import { randomSubset } from '../contestants/random-subset.js'

export const m5k5d128000: Comparison = {
  name: 'm5-k5-128000',
  claim: '128,000 uniform points in 5 dimensions become 12,800, order 5',
  goal: { size: 12_800, order: 5 },
  draws: 3,
  warmUps: 1,
  contestants: [...everyPolylog(['fast', 'balanced']), randomSubset],
  asked: {
    fast: { seconds: 0.6, residual: 1e-12 },
    balanced: { seconds: 1.5, residual: 1e-12 },
  },
  published: [{ who: 'authors (Fig. 6; desktop, all cores)', size: 12_800, order: 5, seconds: 11_428 }],
  draw: seed => uniformProblem(128_000, 5, seed),
}
