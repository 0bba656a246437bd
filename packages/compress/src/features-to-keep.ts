import type { WeightedSet } from '@polylog/core'
import { chebyshev } from '@polylog/moments'
import { chooseOrder } from './choose-order.js'
import type { ComposedBackend } from './compose-backends.js'
import type { KeptFeatures } from './planned-work.js'
import { principalDirections } from './principal-directions.js'
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
  const order =
    settings.order === 'auto'
      ? await chooseOrder(set, inputSize, size, settings, backend, meter)
      : settings.order
  if (order !== undefined) return { map: chebyshev(order), order }
  return size === 1 ? { map: chebyshev(0), order: 0 } : { map: await principalDirections(set, size - 1) }
}
