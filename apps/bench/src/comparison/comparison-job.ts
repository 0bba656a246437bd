import { peerContestant } from '../contestants/peer.js'
import type { Job, Run, Verdict } from '../jobs/job.js'
import { powerText, secondsText } from '../reporting/figures.js'
import type { Comparison, Figures } from './comparison.js'
import { comparisonTable } from './comparison-table.js'
import type { Measurement } from './measurement.js'
import { runDraws } from './run-draws.js'
import { summarise } from './summarise.js'

/** Draws when there is little time. */
const QUICK_DRAWS = 2

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
      const wanted = all.filter(contestant => run.wants(contestant.name))
      const draws = run.draws ?? (run.quick ? Math.min(QUICK_DRAWS, comparison.draws) : comparison.draws)
      const trials = await runDraws(comparison, wanted, draws, run.log)
      const measurements = await withMemory(summarise(comparison, trials), run)
      return {
        notes: [`Draws: ${draws}; runs of warm-up: ${comparison.warmUps}.`],
        tables: [comparisonTable(comparison, measurements)],
        charts: [],
        verdicts: [...measurements.flatMap(verdictsOf), ...(comparison.verdicts?.(measurements) ?? [])],
        figures: measurements,
      }
    },
  }
}

async function withMemory(measurements: readonly Measurement[], run: Run): Promise<readonly Measurement[]> {
  const found: Measurement[] = []
  for (const measurement of measurements) {
    const { job, contestant, medianSeconds = Infinity, peakBytes } = measurement
    const isQuick = medianSeconds < PATIENCE_SECONDS && peakBytes === undefined
    if (isQuick) run.log(`${job}: memory of ${contestant}`)
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
