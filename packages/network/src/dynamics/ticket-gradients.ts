import { InputError, OptionError } from '@polylog/core'

/**
 * Parameters of a layer of weighted units, as a matrix: row-major, `rows × columns`, of which either the rows or the columns
 * belong to units.
 */
export interface UnitParameters {
  readonly values: Float64Array
  /** Mass of each unit. */
  readonly masses: Float64Array
  /** Whether a unit's parameters are a row, as in outgoing kernels, or a column, as in incoming ones and biases. */
  readonly unitsAre: 'rows' | 'columns'
}

/**
 * Gradients with which a compressed network follows the wide one (dynamical lottery ticket, arXiv:2510.00504, section on
 * training): those of every unit over its mass. They go to the optimiser, whatever its rule; masses stay as they are.
 *
 * @param gradient of the loss by `values`, in the same order; not modified
 * @returns a new array
 */
export function ticketGradient(
  gradient: Float64Array,
  { values, masses, unitsAre }: UnitParameters,
): Float64Array {
  checkAxis(unitsAre)
  checkShape(gradient, values, masses)
  return scaled(gradient, masses, unitsAre, (value, mass) => value / mass)
}

/**
 * The same for networks whose masses are folded into the outgoing weights, `ṽ = c v`: the optimiser sees the gradients of `v`
 * over the mass, which are those of `ṽ` as they stand, and its step for `v` times the mass is that of `ṽ`. Exact for every
 * rule that works number by number, Adam's epsilon included.
 *
 * @param before the weights `ṽ` before the step
 * @param step what the rule would add to `v = ṽ / c`
 * @returns the weights `ṽ` after it, a new array
 */
export function foldedStep(
  before: Float64Array,
  step: Float64Array,
  { masses, unitsAre }: Omit<UnitParameters, 'values'>,
): Float64Array {
  checkAxis(unitsAre)
  checkShape(step, before, masses)
  const change = scaled(step, masses, unitsAre, (value, mass) => value * mass)
  return before.map((value, at) => value + change[at])
}

function checkAxis(unitsAre: UnitParameters['unitsAre']): void {
  if (unitsAre === 'rows' || unitsAre === 'columns') return
  throw new OptionError(`unitsAre is ${JSON.stringify(unitsAre)}`, "Give 'rows' or 'columns'")
}

function scaled(
  values: Float64Array,
  masses: Float64Array,
  unitsAre: UnitParameters['unitsAre'],
  scale: (value: number, mass: number) => number,
): Float64Array {
  const units = masses.length
  const length = values.length / units
  return values.map((value, at) =>
    scale(value, masses[unitsAre === 'rows' ? Math.floor(at / length) : at % units]),
  )
}

function checkShape(gradient: Float64Array, values: Float64Array, masses: Float64Array): void {
  if (gradient.length !== values.length) {
    throw new InputError(
      `The gradient has ${gradient.length} numbers for ${values.length} parameters`,
      'Give one for each parameter',
    )
  }
  if (masses.length === 0 || values.length % masses.length !== 0) {
    throw new InputError(
      `${values.length} parameters do not belong to ${masses.length} units`,
      'Give as many masses as the layer has units',
    )
  }
  const bad = masses.findIndex(mass => !(mass > 0 && mass < Infinity))
  if (bad >= 0) throw new InputError(`The mass of unit ${bad} is ${masses[bad]}`, 'Masses are positive')
}
