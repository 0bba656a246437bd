import { createRng, featureCount, selectRows, takeRows, weightyRows } from '@polylog/core'
import { chebyshev } from '@polylog/moments'
import type { Contestant } from '../contestant.js'
import { greedyRemovals } from './greedy-removals.js'
import { kMeansRounds } from './k-means-rounds.js'

export const AUTHORS_HYBRID = "authors' hybrid, our rendering"

/** Points left for the greedy removals, over those wanted at the end. */
const GREEDY_FROM = 4

/**
 * The hybrid algorithm of Wang et al. (ICLR 2026, arXiv:2510.00504), rendered from its description: k-means rounds,
 * then single removals from the tightest groups. It stands in for their Python code, which needs another runtime.
 */
export const authorsHybrid: Contestant = {
  name: AUTHORS_HYBRID,
  warmsUp: false,
  async compress(input, { size, order }, seed) {
    const rng = createRng(seed)
    const features = chebyshev(order)
    const count = featureCount(features, input.dim)
    const weights = input.weights.slice()
    await kMeansRounds(input, weights, features, count, GREEDY_FROM * size, rng)
    greedyRemovals(input, weights, features, count, size, rng)
    const rows = weightyRows(weights)
    return { set: selectRows(input, rows, takeRows(weights, rows)) }
  },
}
