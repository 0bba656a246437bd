import { compress } from '@polylog/compress'
import { medianDistance, nystroem } from '@polylog/moments/from-data'
import type { Contestant } from './contestant.js'

/** Sections of a Gaussian kernel of median width at landmarks, kept in one cell: a kernel quadrature with positive weights. */
export const kernelQuadrature: Contestant = {
  name: 'polylog, Nyström features',
  asked: 'nystroem',
  async compress(input, { size }, seed) {
    const features = nystroem(input, { count: size - 1, width: medianDistance(input), seed })
    const { set, certificate } = await compress(input, { size, features, seed })
    return { set, passes: certificate.passes, momentResidual: certificate.momentResidual }
  },
}
