import { compress, type Quality } from '@polylog/compress'
import type { Backend } from '@polylog/core'
import type { Contestant } from './contestant.js'

/** `compress` as a client calls it: checks of the input and the certificate are part of its time. */
export function polylog(quality: Quality, backend: Backend): Contestant {
  return {
    name: `polylog ${backend.name}, ${quality}`,
    baseline: false,
    async compress(input, { size, order }, seed) {
      const { set, certificate } = await compress(input, { size, order, quality, backend, seed })
      const { passes, momentResidual } = certificate
      return { set, order: certificate.order, passes, momentResidual }
    },
  }
}
