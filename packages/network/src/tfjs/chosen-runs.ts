import { OptionError } from '@polylog/core'
import type { UnitChoice } from '../units/unit-choice.js'
import type { CompressModelOptions } from './compress-options.js'
import { givenUnits } from './given-units.js'
import type { LeftLayer, UnitRun } from './unit-runs.js'

/** A run and the most units it may keep. */
export interface SizedRun {
  readonly run: UnitRun
  readonly units: number
  readonly size: number
  /** Those that are kept, where it is not for this package to choose them. */
  readonly given?: Pick<UnitChoice, 'indices' | 'masses'>
  /** Units that add nothing, of those that are not given. */
  readonly dead?: number
}

/** Of a share of the units, which is then rounded up. */
const ROUNDING = 1e-9

/**
 * The runs that are asked for, each with its size; those of one neuron or channel are left.
 *
 * @param unitsOf how many units a run has
 * @throws OptionError for layers that there are not, or that have to be left, and for sizes that leave no unit
 * @throws InputError for units given that cannot be chosen
 */
export function chosenRuns(
  runs: readonly UnitRun[],
  left: readonly LeftLayer[],
  unitsOf: (run: UnitRun) => number,
  { layers, keep, size, chosen }: CompressModelOptions,
): { readonly sized: readonly SizedRun[]; readonly left: readonly LeftLayer[] } {
  if (layers && typeof size === 'object') {
    throw new OptionError('layers is given, and size names layers, too', 'Give size for each layer alone')
  }
  const named = chosen ? [...chosen.keys()] : typeof size === 'object' ? Object.keys(size) : undefined
  const asked = layers ?? named
  for (const name of asked ?? []) checkLayer(name, runs, left)
  const wanted = runs.filter(({ producer }) => asked?.includes(producer) ?? true)
  // Of one head, queries and keys may still become shorter.
  const single = wanted.filter(run => run.kind === 'units' && unitsOf(run) === 1)
  const others = runs.filter(run => !wanted.includes(run))
  return {
    sized: wanted
      .filter(run => !single.includes(run))
      .map(run => {
        const units = unitsOf(run)
        const own = chosen?.get(run.producer)
        if (own) {
          const given = givenUnits(run.producer, units, own)
          return { run, units, size: given.indices.length, given }
        }
        const most = typeof size === 'object' ? size[run.producer] : size
        if (most === undefined) return { run, units, size: Math.ceil((keep ?? 1) * units - ROUNDING) }
        if (!(Number.isInteger(most) && most >= 1)) {
          throw new OptionError(
            `size is ${String(most)} for layer ${run.producer}`,
            `Give an integer from 1 to ${units}`,
          )
        }
        return { run, units, size: Math.min(units, most) }
      }),
    left: [
      ...left,
      ...single.map(({ producer }) => ({ layer: producer, reason: 'it has one unit' })),
      ...others.map(({ producer }) => ({ layer: producer, reason: 'it was not asked for' })),
    ],
  }
}

function checkLayer(name: string, runs: readonly UnitRun[], left: readonly LeftLayer[]): void {
  if (runs.some(({ producer }) => producer === name)) return
  const known = runs.map(({ producer }) => producer).join(', ') || 'none'
  const reason = left.find(({ layer }) => layer === name)?.reason
  throw new OptionError(
    reason
      ? `Layer ${name} cannot be compressed: ${reason}`
      : `The model has no layer ${name} whose units can be chosen among`,
    `Layers that can be compressed: ${known}`,
  )
}
