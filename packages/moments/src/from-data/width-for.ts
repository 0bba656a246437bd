import { checkWidth, type Kernel, OptionError, type WeightedSet } from '@polylog/core'
import { medianDistance } from './median-distance.js'

/**
 * The width that was given, or the median distance of the points.
 *
 * @throws OptionError for a width that no kernel can have
 * @throws InputError where no width is given and all points are equal
 */
export function widthFor(set: WeightedSet, kernel: Kernel, given: number | undefined, seed: number): number {
  if (given !== undefined) {
    checkWidth(kernel, given)
    return given
  }
  const median = medianDistance(set, seed)
  if (median < Infinity) return median
  throw new OptionError(
    `The median distance of the points is ${median}`,
    'Divide the coordinates by their size, or give a width',
  )
}
