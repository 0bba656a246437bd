import { OptionError } from '@polylog/core'
import type { ComposedBackend } from './compose-backends.js'
import type { Budget } from './compress-options.js'

/** Multiply-adds, as they are predicted: a second or less of work on a laptop. */
export const DEFAULT_WORK = 4e9

/** What may be spent, in predicted multiply-adds, and the seconds that were given for it. */
export interface WorkBudget {
  readonly work: number
  readonly seconds?: number
}

/** @throws OptionError for anything but one positive number */
export function checkBudget(budget: Budget): void {
  const { work, seconds } = budget ?? {}
  const given = work ?? seconds
  if ((work === undefined) === (seconds === undefined) || !(given !== undefined && given > 0)) {
    throw new OptionError(
      `budget is ${shown(budget)}`,
      'Give { work } in multiply-adds or { seconds }, a positive number',
    )
  }
}

function shown(budget: unknown): string {
  if (typeof budget !== 'object' || budget === null) return String(budget)
  const entries = Object.entries(budget).map(([name, value]) => `${name}: ${String(value)}`)
  return entries.length > 0 ? `{ ${entries.join(', ')} }` : '{}'
}

/**
 * A budget in predicted multiply-adds. Seconds are turned into them once, by timing a reduction: what is chosen then
 * follows from that number alone.
 */
export async function budgetedWork(
  budget: Partial<WorkBudget> | undefined,
  backend: ComposedBackend,
): Promise<WorkBudget> {
  const { work, seconds } = budget ?? {}
  if (work !== undefined) return { work, seconds }
  if (seconds === undefined) return { work: DEFAULT_WORK }
  const { workPerSecond } = await import('./work-per-second.js')
  return { work: seconds * (await workPerSecond(backend)), seconds }
}
