import { polynomialCount, type WeightedSet } from '@polylog/core'
import { chebyshev } from '@polylog/moments'
import type { ComposedBackend } from './compose-backends.js'
import { plannedWork } from './planned-work.js'
import { createProgressMeter } from './progress-meter.js'
import { runPasses } from './run-passes.js'
import type { Settings } from './settings.js'

/** How an order is tried. */
export interface OrderTrials {
  /** Points that its moments need. */
  needed(order: number, dim: number): number
  /** Predicted multiply-adds of a whole compression. */
  work(inputSize: number, size: number, dim: number, order: number, settings: Settings): number
  /** The sample compressed to `size` points; nothing where that turns out to be impossible. */
  run(
    sample: WeightedSet,
    order: number,
    size: number,
    settings: Settings,
    backend: ComposedBackend,
  ): Promise<WeightedSet | undefined>
}

export const keptNodeTrials: OrderTrials = {
  needed: (order, dim) => polynomialCount(dim, order),
  work(inputSize, size, dim, order, settings) {
    const { reducing, certifying } = plannedWork(
      inputSize,
      size,
      dim,
      { map: chebyshev(order), order },
      settings,
    )
    return reducing + certifying
  },
  async run(sample, order, size, settings, backend) {
    const kept = { map: chebyshev(order), order }
    const { passes } = plannedWork(sample.size, size, sample.dim, kept, settings)
    const silent = createProgressMeter(settings.signal)
    return (await runPasses(sample, kept.map, passes, settings, backend, silent)).set
  },
}
