import { type HerdingWeights, herd } from '@polylog/moments/herding'
import type { Contestant } from './contestant.js'

/** Kernel herding with the Gaussian kernel of median width, as one finds it elsewhere: equal weights. */
export const kernelHerding = herding('kernel herding', 'equal')

/** Its rows with the weights for which the discrepancy is least. */
export const recombinedHerding = herding('kernel herding, weights recombined', 'recombined')

function herding(name: string, weights: HerdingWeights): Contestant {
  return {
    name,
    async compress(input, { size }) {
      return { set: herd(input, { size, weights }).set }
    },
  }
}
