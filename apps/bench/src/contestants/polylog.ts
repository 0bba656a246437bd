import { compress, type Quality } from '@polylog/compress'
import type { Backend } from '@polylog/core'
import { BACKENDS, byDefault, type NamedBackend, onCpu } from './backends.js'
import type { Contestant } from './contestant.js'

/**
 * `compress` as a client calls it: checks of the input and the certificate are part of its time.
 *
 * @param order instead of the order of the job
 */
export function polylog(quality: Quality, backend = byDefault, order?: number | 'auto'): Contestant {
  let running: Backend | undefined
  const suffix = order === undefined ? quality : `${quality}, order ${order}`
  const isPlain = order === undefined
  return {
    name: `${backend.name}, ${suffix}`,
    ...(isPlain && backend === byDefault && { asked: quality }),
    ...(isPlain && backend !== onCpu && { onCpu: `${onCpu.name}, ${quality}` }),
    async compress(input, goal, seed) {
      running ??= await backend.create()
      const { set, certificate } = await compress(input, {
        size: goal.size,
        order: order ?? goal.order,
        quality,
        ...(running && { backend: running }),
        seed,
      })
      const { passes, momentResidual } = certificate
      return { set, order: certificate.order, passes, momentResidual }
    },
    async dispose() {
      await running?.dispose?.()
      running = undefined
    },
  }
}

/** Every backend in every given quality. */
export function everyPolylog(qualities: readonly Quality[], backends: readonly NamedBackend[] = BACKENDS) {
  return backends.flatMap(backend => qualities.map(quality => polylog(quality, backend)))
}
