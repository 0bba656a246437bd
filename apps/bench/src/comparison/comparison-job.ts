import { type Contestant, NotRun } from '../contestants/contestant.js'
import { peerContestant } from '../contestants/peer.js'
import type { Job, Run, Verdict } from '../jobs/job.js'
import { powerText, secondsText } from '../reporting/figures.js'
import type { Comparison, Figures } from './comparison.js'
import { comparisonTable } from './comparison-table.js'
import type { Measurement } from './measurement.js'
import { runDraws } from './run-draws.js'
import { summarise } from './summarise.js'

/** When there is little time, one draw of so many is done, after one run of warm-up. */
const QUICK_DRAWS = 10

/** Who takes longer is not asked again for the memory. */
const PATIENCE_SECONDS = 60

/** The job that runs a comparison. */
export function comparisonJob(comparison: Comparison): Job {
  const { name, claim, contestants, peers = [] } = comparison
  return {
    name,
    claim,
    parts: [...contestants, ...peers.map(peer => peerContestant(peer, undefined))].map(part => part.name),
    async run(run) {
      const all = [...contestants, ...peers.map(peer => peerContestant(peer, run.python))]
      const wanted = all
        .filter(({ name }) => run.wants(name))
        .map(contestant => (run.quick && contestant.slow ? notInAQuickRun(contestant) : contestant))
      const effort = run.quick ? lessOf(comparison) : comparison
      const draws = run.draws ?? effort.draws
      const trials = await runDraws(effort, wanted, draws, run.log)
      const measurements = await withMemory(summarise(comparison, trials), run)
      return {
        notes: [`Draws: ${draws}; runs of warm-up: ${effort.warmUps}.`],
        tables: [comparisonTable(comparison, measurements)],
        charts: [],
        verdicts: [...measurements.flatMap(verdictsOf), ...(comparison.verdicts?.(measurements) ?? [])],
        figures: measurements,
      }
    },
  }
}

function lessOf(comparison: Comparison): Comparison {
  return { ...comparison, draws: Math.ceil(comparison.draws / QUICK_DRAWS), warmUps: 1 }
}

function notInAQuickRun(contestant: Contestant): Contestant {
  const reason = new NotRun('one draw takes minutes, and --quick was given')
  return { ...contestant, compress: () => Promise.reject(reason) }
}

async function withMemory(measurements: readonly Measurement[], run: Run): Promise<readonly Measurement[]> {
  const found: Measurement[] = []
  for (const measurement of measurements) {
    const { job, contestant, medianSeconds = Infinity, peakBytes } = measurement
    const isQuick = medianSeconds < PATIENCE_SECONDS && peakBytes === undefined
    found.push(isQuick ? { ...measurement, peakBytes: await run.memoryOf(job, contestant) } : measurement)
  }
  return found
}

const FIGURES: readonly (readonly [keyof Figures, (value: number | undefined) => string])[] = [
  ['seconds', value => `${secondsText(value)} s`],
  ['error', powerText],
  ['residual', powerText],
]

function verdictsOf(measurement: Measurement): readonly Verdict[] {
  const { job, contestant, asked, missed, medianSeconds, error, residual } = measurement
  if (asked === undefined || missed === undefined) return []
  const reached: Figures = { seconds: medianSeconds, error, residual }
  return FIGURES.filter(([figure]) => asked[figure] !== undefined).map(([figure, text]) => ({
    figure: `${job}, ${contestant}: ${figure}`,
    asked: `<= ${text(asked[figure])}`,
    reached: text(reached[figure]),
    met: !missed.includes(figure),
  }))
}
