import { max, mean, median } from 'd3-array'
import { AUTHORS_HYBRID } from '../contestants/authors-hybrid/authors-hybrid.js'
import type { Comparison, Figures } from './comparison.js'
import { figuresMissed, type Measurement } from './measurement.js'
import type { Trial, Trials } from './run-draws.js'

/** What the draws of all contestants say, of each alone and of one against the other. */
export function summarise(comparison: Comparison, all: readonly Trials[]): readonly Measurement[] {
  const trialsOf = (name: string) => all.find(({ contestant }) => contestant.name === name)?.trials ?? []
  return all.map(({ contestant, trials, notRun }) => {
    const { name, asked, onCpu } = contestant
    const figures: Figures = {
      seconds: median(trials, ({ seconds }) => seconds),
      error: mean(trials, ({ error }) => error),
      residual: max(trials, ({ residual }) => residual),
    }
    const bounds = asked === undefined ? undefined : comparison.asked[asked]
    return {
      job: comparison.name,
      contestant: name,
      notRun,
      draws: trials.length,
      seconds: trials.map(({ seconds }) => seconds),
      errors: trials.map(({ error }) => error),
      medianSeconds: figures.seconds,
      error: figures.error,
      residual: figures.residual,
      size: max(trials, ({ size }) => size),
      orders: distinct(trials.map(({ order }) => order)),
      passes: distinct(trials.map(({ passes }) => passes)),
      peakBytes: max(trials, ({ peakBytes }) => peakBytes),
      overAuthors: name === AUTHORS_HYBRID ? undefined : timesFaster(trials, trialsOf(AUTHORS_HYBRID)),
      overCpu: onCpu === undefined ? undefined : timesFaster(trials, trialsOf(onCpu)),
      ...(bounds && trials.length > 0 && { asked: bounds, missed: figuresMissed(figures, bounds) }),
    }
  })
}

/** The median over the draws that both did. */
function timesFaster(trials: readonly Trial[], others: readonly Trial[]): number | undefined {
  const shared = trials.slice(0, others.length)
  return median(shared, ({ seconds }, draw) => others[draw].seconds / seconds)
}

function distinct(values: readonly (number | undefined)[]): readonly number[] {
  const known = values.filter(value => value !== undefined)
  return [...new Set(known)].sort((a, b) => a - b)
}
