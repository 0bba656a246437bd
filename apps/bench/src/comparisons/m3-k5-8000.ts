import type { Comparison } from '../comparison/comparison.js'
import { uniformProblem } from '../comparison/uniform-problem.js'
import { AUTHORS_HYBRID, authorsHybrid } from '../contestants/authors-hybrid/authors-hybrid.js'
import { FEATURE_BACKENDS } from '../contestants/backends.js'
import { KERNEL_THINNING, RECOMBINATION_AT_HIGHEST_ORDER } from '../contestants/peers.js'
import { everyPolylog, polylog } from '../contestants/polylog.js'
import { randomSubset } from '../contestants/random-subset.js'
import { againstAuthors, withinSeconds } from './verdicts.js'

/** What the authors' own code takes for this job, on two cores. */
const THEIR_SECONDS = 41

export const m3k5d8000: Comparison = {
  name: 'm3-k5-8000',
  claim: '8,000 uniform points in 3 dimensions become 800, order 5',
  goal: { size: 800, order: 5 },
  draws: 20,
  warmUps: 5,
  contestants: [
    ...everyPolylog(['fast', 'balanced', 'best']),
    ...everyPolylog(['balanced'], FEATURE_BACKENDS),
    polylog('balanced', undefined, 'auto'),
    polylog('fast', undefined, 14),
    authorsHybrid,
    randomSubset,
  ],
  peers: [...RECOMBINATION_AT_HIGHEST_ORDER, KERNEL_THINNING],
  asked: {
    fast: { residual: 1e-12 },
    balanced: { error: 3e-9, residual: 1e-12 },
    best: { residual: 1e-12 },
  },
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
      seconds: THEIR_SECONDS,
    },
  ],
  verdicts: measurements => [
    ...againstAuthors(measurements, polylog('balanced').name, 100),
    ...withinSeconds(measurements, AUTHORS_HYBRID, THEIR_SECONDS),
  ],
  draw: seed => uniformProblem(8000, 3, seed),
}
