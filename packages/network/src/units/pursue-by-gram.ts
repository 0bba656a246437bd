import { InputError } from '@polylog/core'
import { aliveUnits } from './alive-units.js'

/** Sweeps over all masses after every unit that is added, and at most in the end. */
const SWEEPS = 3
const LAST_SWEEPS = 300

/** Units that are tried, over those that are kept, at most. */
const MOST_ADDED = 2

/** A sweep that lowers the squared error by less than this share is the last. */
const LEAST_GAIN = 1e-9

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
 * where leading directions are.
 *
 * @param gram `count × count`: products of the units' vectors; not modified
 * @param size most units kept
 */
export function pursueByGram(gram: Float64Array, count: number, size: number): PursuedUnits {
  const alive = aliveUnits(gram, count)
  const masses = new Float64Array(count)
  const slopes = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    let sum = 0
    for (let j = 0; j < count; j++) sum += gram[i * count + j]
    slopes[i] = -sum
  }
  let chosen: number[] = []

  /** Sets one mass to the best there is, given the others; returns by how much the squared error falls. */
  const settle = (unit: number): number => {
    const square = gram[unit * count + unit]
    const change = Math.max(0, masses[unit] - slopes[unit] / square) - masses[unit]
    if (change === 0) return 0
    const gain = -change * (2 * slopes[unit] + change * square)
    masses[unit] += change
    const row = unit * count
    for (let j = 0; j < count; j++) slopes[j] += gram[row + j] * change
    return gain
  }

  let least = 0
  for (let i = 0; i < count; i++) least -= slopes[i]
  const sweep = (): number => chosen.reduce((gain, unit) => gain + settle(unit), 0)
  // Units that later ones make needless leave room for others, but not for ever.
  for (let added = 0; added < MOST_ADDED * size && chosen.length < size; added++) {
    const next = steepest(alive, gram, count, slopes, chosen)
    if (next < 0) break
    chosen.push(next)
    least -= settle(next)
    for (let i = 0; i < SWEEPS; i++) least -= sweep()
    chosen = chosen.filter(unit => masses[unit] > 0)
  }
  for (let i = 0; i < LAST_SWEEPS; i++) {
    const gain = sweep()
    least -= gain
    if (gain <= LEAST_GAIN * Math.max(least, 0)) break
  }
  if (chosen.length === 0) {
    throw new InputError(
      'What is added cancels out: the sum of all is 0',
      'Leave this out, or give other data',
    )
  }
  const indices = Uint32Array.from(chosen.filter(unit => masses[unit] > 0)).sort()
  return { indices, masses: Float64Array.from(indices, i => masses[i]), dead: count - alive.length }
}

/** Of the units that are not chosen, the one that takes most off the squared error; -1 if none does. */
function steepest(
  alive: Uint32Array,
  gram: Float64Array,
  count: number,
  slopes: Float64Array,
  chosen: readonly number[],
): number {
  const taken = new Set(chosen)
  let best = -1
  let most = 0
  for (const unit of alive) {
    if (taken.has(unit) || slopes[unit] >= 0) continue
    const gain = slopes[unit] ** 2 / gram[unit * count + unit]
    if (gain > most) [best, most] = [unit, gain]
  }
  return best
}
