import { cpu } from '@polylog/backend-cpu'
import { polylog } from '../contestants/polylog.js'
import { randomSubset } from '../contestants/random-subset.js'
import type { Job } from './job.js'
import { uniformProblem } from './uniform-problem.js'

export const m3k5d8000: Job = {
  name: 'm3-k5-8000',
  claim: '8,000 uniform points in 3 dimensions become 800, order 5',
  goal: { size: 800, order: 5 },
  draws: 20,
  warmUps: 5,
  contestants: [polylog('fast', cpu()), polylog('balanced', cpu()), polylog('best', cpu()), randomSubset],
  asked: { seconds: 0.15, error: 3e-9, momentResidual: 1e-12 },
  published: [
    {
      who: 'authors (Figs. 2 and 6; desktop, all cores)',
      size: 800,
      order: 5,
      seconds: 36.5,
      error: 1.3e-9,
    },
    {
      who: "authors' code (2-core virtual machine)",
      size: 800,
      order: 5,
      seconds: 41,
    },
  ],
  draw: seed => uniformProblem(8000, 3, seed),
}
