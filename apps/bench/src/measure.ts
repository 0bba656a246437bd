import { Bench } from 'tinybench'
import type { Contestant, Outcome } from './contestants/contestant.js'
import type { Figures, Job, Problem } from './jobs/job.js'

/** What one contestant did in one job, over all draws. */
export interface Measurement {
  readonly job: string
  readonly contestant: string
  readonly baseline: boolean
  readonly draws: number
  readonly medianSeconds: number
  readonly minSeconds: number
  /** Largest over the draws. */
  readonly size: number
  /** The different ones, ascending; none if the contestant names none. */
  readonly orders: readonly number[]
  readonly passes: readonly number[]
  /** Mean over the draws. */
  readonly error: number
  /** Largest over the draws; absent if the contestant certifies none. */
  readonly momentResidual?: number
  readonly asked: Figures
  /** Which of the figures asked it missed; absent for a baseline. */
  readonly missed?: readonly (keyof Figures)[]
}

/**
 * Times and judges a contestant on `draws` seeded problems, after warm-up. Drawing and judging are not timed.
 *
 * @throws what the contestant throws
 */
export async function measure(job: Job, contestant: Contestant, draws = job.draws): Promise<Measurement> {
  const outcomes: Outcome[] = []
  const errors: number[] = []
  let seed = 0
  let problem: Problem
  let outcome: Outcome
  const bench = new Bench({
    time: 0,
    iterations: draws,
    warmupTime: 0,
    warmupIterations: job.warmUps,
    throws: true,
  })
  bench.add(
    contestant.name,
    async () => {
      outcome = await contestant.compress(problem.input, job.goal, seed)
    },
    {
      async: true,
      beforeAll() {
        seed = draws - 1
      },
      beforeEach() {
        seed = (seed + 1) % draws
        problem = job.draw(seed)
      },
      afterEach(mode) {
        if (mode !== 'run') return
        outcomes.push(outcome)
        errors.push(problem.error(outcome.set))
      },
    },
  )
  const [{ result }] = await bench.run()
  if (result.state !== 'completed') throw new Error(`${job.name}, ${contestant.name}: ${result.state}`)

  const residuals = outcomes.flatMap(({ momentResidual }) => momentResidual ?? [])
  const reached = {
    seconds: result.latency.p50 / 1000,
    error: errors.reduce((sum, error) => sum + error, 0) / errors.length,
    momentResidual: residuals.length > 0 ? Math.max(...residuals) : undefined,
  }
  return {
    job: job.name,
    contestant: contestant.name,
    baseline: contestant.baseline,
    draws: outcomes.length,
    medianSeconds: reached.seconds,
    minSeconds: result.latency.min / 1000,
    size: Math.max(...outcomes.map(({ set }) => set.size)),
    orders: distinct(outcomes.map(({ order }) => order)),
    passes: distinct(outcomes.map(({ passes }) => passes)),
    error: reached.error,
    momentResidual: reached.momentResidual,
    asked: job.asked,
    ...(!contestant.baseline && { missed: figuresMissed(reached, job.asked) }),
  }
}

/** The names of the figures asked that are exceeded, or not known. */
export function figuresMissed(reached: Figures, asked: Figures): readonly (keyof Figures)[] {
  const names: readonly (keyof Figures)[] = ['seconds', 'error', 'momentResidual']
  return names.filter(name => asked[name] !== undefined && !(Number(reached[name]) <= asked[name]))
}

function distinct(values: readonly (number | undefined)[]): readonly number[] {
  const known = values.filter(value => value !== undefined)
  return [...new Set(known)].sort((a, b) => a - b)
}
