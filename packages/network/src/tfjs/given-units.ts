import { InputError } from '@polylog/core'
import type { UnitChoice } from '../units/unit-choice.js'
import { checkedMasses } from './unit-masses.js'

/** Units that are kept and what each stands for, as a caller gives them. */
export interface GivenUnits {
  /** Numbers of the units, in any order, each once. */
  readonly indices: ArrayLike<number>
  /** As many; positive. */
  readonly masses: ArrayLike<number>
}

/**
 * A copy in ascending order.
 *
 * @throws InputError for units that the layer does not have, that are named twice, or of which there are none, and for masses that are not positive
 */
export function givenUnits(
  layer: string,
  units: number,
  given: GivenUnits,
): Pick<UnitChoice, 'indices' | 'masses'> {
  const { length } = given.indices
  if (length === 0) {
    throw new InputError(`No unit of layer ${layer} is chosen`, `Give from 1 to ${units}`)
  }
  const masses = checkedMasses(layer, length, given.masses)
  const seen = new Set<number>()
  for (let at = 0; at < length; at++) {
    const unit = given.indices[at]
    if (!(Number.isInteger(unit) && unit >= 0 && unit < units)) {
      throw new InputError(
        `Unit ${unit} of layer ${layer} is chosen, which has ${units}`,
        `Units are counted from 0 to ${units - 1}`,
      )
    }
    if (seen.has(unit)) {
      throw new InputError(
        `Unit ${unit} of layer ${layer} is chosen twice`,
        'Give it once, with the sum of the masses',
      )
    }
    seen.add(unit)
  }
  const order = Array.from({ length }, (_, at) => at).sort((a, b) => given.indices[a] - given.indices[b])
  return {
    indices: Uint32Array.from(order, at => given.indices[at]),
    masses: Float64Array.from(order, at => masses[at]),
  }
}
