import type { WeightedSet } from '@polylog/core'
import { chebyshev } from '@polylog/moments'
import { budgetedWork } from './budget.js'
import { chooseOrder } from './choose-order.js'
import type { ComposedBackend } from './compose-backends.js'
import type { KeptFeatures } from './planned-work.js'
import type { ProgressMeter } from './progress-meter.js'
import type { Settings } from './settings.js'

/**
 * The features that every cell keeps: the user's own, polynomials of the order given or chosen, or, where not even
 * order 1 fits, the mass and as many principal directions as do.
 *
 * @param set the input, or a sample of it
 * @param inputSize rows of the input
 */
export async function featuresToKeep(
  set: WeightedSet,
  inputSize: number,
  size: number,
  settings: Settings,
  backend: ComposedBackend,
  meter: ProgressMeter,
): Promise<KeptFeatures> {
  if (settings.features) return { map: settings.features }
  if (typeof settings.order === 'number') return { map: chebyshev(settings.order), order: settings.order }
  const budget = await budgetedWork(settings.budget, backend)
  const { order, ...chosen } = await chooseOrder(set, inputSize, size, budget, settings, backend, meter)
  if (order !== undefined) return { map: chebyshev(order), order, ...chosen }
  if (size === 1) return { map: chebyshev(0), order: 0, ...chosen }
  // Loaded where it is needed, which is seldom: it brings a library larger than the rest of the package.
  const { principalDirections } = await import('@polylog/moments/from-data')
  return { map: principalDirections(set, size - 1), ...chosen }
}
