import type { Comparison } from '../comparison/comparison.js'
import { uniformProblem } from '../comparison/uniform-problem.js'
import { authorsHybrid } from '../contestants/authors-hybrid/authors-hybrid.js'
import { RECOMBINATION_AT_HIGHEST_ORDER } from '../contestants/peers.js'
import { everyPolylog } from '../contestants/polylog.js'
import { randomSubset } from '../contestants/random-subset.js'

/** One draw of the authors' algorithm takes minutes here. */
export const m5k5d8000: Comparison = {
  name: 'm5-k5-8000',
  claim: '8,000 uniform points in 5 dimensions become 800, order 5',
  goal: { size: 800, order: 5 },
  draws: 20,
  warmUps: 2,
  contestants: [
    ...everyPolylog(['fast', 'balanced', 'best']),
    { ...authorsHybrid, draws: 1, slow: true },
    randomSubset,
  ],
  peers: RECOMBINATION_AT_HIGHEST_ORDER,
  asked: {
    fast: { seconds: 0.06, residual: 1e-12 },
    balanced: { seconds: 0.15, residual: 1e-12 },
    best: { residual: 1e-12 },
  },
  published: [
    {
      who: 'authors (Figs. 2 and 6; desktop, all cores)',
      size: 800,
      order: 5,
      seconds: 799,
      error: 6.9e-7,
    },
  ],
  draw: seed => uniformProblem(8000, 5, seed),
}
