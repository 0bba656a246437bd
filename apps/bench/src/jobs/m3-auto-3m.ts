import { cpu } from '@polylog/backend-cpu'
import { polylog } from '../contestants/polylog.js'
import { randomSubset } from '../contestants/random-subset.js'
import type { Job } from './job.js'
import { uniformProblem } from './uniform-problem.js'

export const m3Auto3M: Job = {
  name: 'm3-auto-3m',
  claim:
    '3,000,000 uniform points in 3 dimensions become 1,000, order chosen by measurement (15 s are asked of the whole quickstart, reading and writing included)',
  goal: { size: 1000, order: 'auto' },
  draws: 3,
  warmUps: 1,
  contestants: [polylog('balanced', cpu()), randomSubset],
  asked: { seconds: 15, momentResidual: 1e-12 },
  published: [],
  draw: seed => uniformProblem(3_000_000, 3, seed),
}
