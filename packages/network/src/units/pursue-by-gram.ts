import { InputError } from '@polylog/core'
import { nonNegativePursuit } from '@polylog/moments/herding'
import { aliveUnits } from './alive-units.js'

/** What damping that is less than the errors grows by, and where it ends. */
const DAMPING_FACTOR = 10
const MOST_DAMPING = 1e-3

/** Units kept, and what each stands for. */
export interface PursuedUnits {
  readonly indices: Uint32Array
  /** Positive. */
  readonly masses: Float64Array
  readonly dead: number
}

/**
 * Units and positive masses whose sum comes closest to that of all: non-negative orthogonal matching pursuit (Bruckstein, Elad
 * and Zibulevsky 2008). Unit by unit, the one that takes most off the squared error, and after each the masses of all are
 * fitted again. No direction is kept exactly, and the masses need not add up to the number of units; the error is far less than
 * where leading directions are. Fewer than `size` only where no more make the error less.
 *
 * @param gram `count × count`: products of the units' vectors; not modified
 * @param size most units kept
 * @param rounding of the products, over the lengths of the vectors; 0 by default
 * @throws InputError if no unit adds anything, one adds what is not finite, or the sum of all is 0
 */
export function pursueByGram(gram: Float64Array, count: number, size: number, rounding = 0): PursuedUnits {
  const alive = aliveUnits(gram, count)
  const target = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) target[i] += gram[i * count + j]
  }
  const found = steadyPursuit(gram, count, target, size, rounding)
  const indices = alive.filter(unit => found[unit] > 0)
  if (indices.length === 0) {
    throw new InputError(
      'What is added cancels out: the sum of all is 0',
      'Leave this out, or give other data',
    )
  }
  return { indices, masses: Float64Array.from(indices, i => found[i]), dead: count - alive.length }
}

/**
 * Of products that are rounded, errors count for as much as masses differ from 1, those of all units: where vectors nearly cancel
 * out, they would decide. Damped by as much, no vector is nearer to others than the damping, unless errors are larger than was said.
 */
function steadyPursuit(
  gram: Float64Array,
  count: number,
  target: Float64Array,
  size: number,
  rounding: number,
): Float64Array {
  for (let damping = rounding; ; damping *= DAMPING_FACTOR) {
    const wanted = target.map((value, i) => value + damping * gram[i * (count + 1)])
    const { unknowns, leastDistance } = nonNegativePursuit({ gram, count, target: wanted, size, damping })
    if (damping === 0 || leastDistance > damping / 2 || damping > MOST_DAMPING) return unknowns
  }
}
