import { cpu } from '@polylog/backend-cpu'
import { polylog } from '../contestants/polylog.js'
import { randomSubset } from '../contestants/random-subset.js'
import type { Job } from './job.js'
import { uniformProblem } from './uniform-problem.js'

/** `fast` is one pass over one cell, as the peers do it; the other qualities would take passes of several. */
export const m3k5OneCell: Job = {
  name: 'm3-k5-one-cell',
  claim: '200,000 uniform points in 3 dimensions, as one cell, become 56, order 5',
  goal: { size: 56, order: 5 },
  draws: 20,
  warmUps: 2,
  contestants: [polylog('fast', cpu()), randomSubset],
  asked: { seconds: 0.3, momentResidual: 1e-12 },
  published: [
    {
      who: 'Tchernychova-Lyons tree (NumPy, OpenBLAS, 2 cores)',
      size: 56,
      order: 5,
      seconds: 1.31,
    },
    {
      who: 'randomised recombination (NumPy, OpenBLAS, 2 cores)',
      size: 56,
      order: 5,
      seconds: 0.98,
    },
  ],
  draw: seed => uniformProblem(200_000, 3, seed),
}
