import { compress } from '@polylog/compress'
import { weightedSet } from '@polylog/core'
import { aliveUnits } from './alive-units.js'
import { leadingDirections } from './leading-directions.js'
import type { ChoiceOptions, UnitChoice } from './unit-choice.js'

/**
 * Units that keep the sum of all units' vectors, of which only the products are known, along the leading directions: as many
 * of these as `size` units can carry exactly, besides the number of units.
 *
 * @param gram `count × count`: products of the units' vectors, such as what they add to the outputs on calibration data
 * @param size most units kept
 * @throws InputError if no unit adds anything, or one adds what is not finite
 */
export async function chooseByGram(
  gram: Float64Array,
  count: number,
  size: number,
  { seed = 0, signal }: ChoiceOptions = {},
): Promise<UnitChoice> {
  // All count: those that add nothing yet may, in training. But there must be some that do.
  aliveUnits(gram, count)
  const { coordinates, count: dim } = leadingDirections(gram, count, Math.max(1, size - 1))
  const { indices, set, certificate } = await compress(weightedSet(coordinates, { dim }), {
    size,
    order: size > dim ? 1 : 0,
    seed,
    signal,
  })
  return {
    indices,
    masses: set.weights,
    dead: 0,
    certificate,
  }
}
