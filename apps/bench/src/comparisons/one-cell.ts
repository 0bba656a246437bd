import type { Comparison } from '../comparison/comparison.js'
import { uniformProblem } from '../comparison/uniform-problem.js'
import { RECOMBINATION } from '../contestants/peers.js'
import { everyPolylog } from '../contestants/polylog.js'
import { randomSubset } from '../contestants/random-subset.js'

/** `fast` is one pass over one cell, as the peers do it; the other qualities would take passes of several. */
const contestants = [...everyPolylog(['fast']), randomSubset]

const ELSEWHERE = 'NumPy, OpenBLAS, 2 cores'

export const m3k5OneCell: Comparison = {
  name: 'm3-k5-one-cell',
  claim: '200,000 uniform points in 3 dimensions, as one cell, become 56, order 5',
  goal: { size: 56, order: 5 },
  draws: 10,
  warmUps: 5,
  contestants,
  peers: RECOMBINATION,
  asked: { fast: { seconds: 0.05, residual: 1e-12 } },
  published: [
    { who: `Tchernychova-Lyons tree (${ELSEWHERE})`, size: 56, order: 5, seconds: 1.31 },
    { who: `randomised recombination (${ELSEWHERE})`, size: 56, order: 5, seconds: 0.98 },
  ],
  draw: seed => uniformProblem(200_000, 3, seed),
}

export const m5k5OneCell: Comparison = {
  name: 'm5-k5-one-cell',
  claim: '100,000 uniform points in 5 dimensions, as one cell, become 252, order 5',
  goal: { size: 252, order: 5 },
  draws: 10,
  warmUps: 5,
  contestants,
  peers: RECOMBINATION,
  asked: { fast: { seconds: 0.1, residual: 1e-12 } },
  published: [
    { who: `Tchernychova-Lyons tree (${ELSEWHERE})`, size: 252, order: 5, seconds: 3.1 },
    { who: `randomised recombination (${ELSEWHERE})`, size: 252, order: 5, seconds: 40 },
  ],
  draw: seed => uniformProblem(100_000, 5, seed),
}
