import { chebyshev, momentResidual } from '@polylog/moments'
import { type Contestant, NotRun, type Outcome } from '../contestants/contestant.js'
import { collectGarbage } from './collect-garbage.js'
import type { Comparison, Problem } from './comparison.js'

/**
 * A shorter run is done twice, and the second one counts: the first finds the caches, the heap and the workers as
 * somebody else has left them.
 */
const SHORT_SECONDS = 0.5

/** One contestant on one draw. */
export interface Trial {
  readonly seconds: number
  readonly error: number
  readonly residual: number
  readonly size: number
  readonly order?: number
  readonly passes?: number
  readonly peakBytes?: number
}

/** All draws of one contestant, in order of their seeds. */
export interface Trials {
  readonly contestant: Contestant
  readonly trials: readonly Trial[]
  readonly notRun?: string
}

/**
 * Gives every contestant the same draws, one draw after the other and all of them on each, so that whatever slows
 * the machine for a while slows them alike; who begins goes round. Drawing, warming up and judging are not timed.
 *
 * @param draws at most so many; a contestant may ask for fewer
 */
export async function runDraws(
  comparison: Comparison,
  contestants: readonly Contestant[],
  draws: number,
  log: (text: string) => void,
): Promise<readonly Trials[]> {
  const trials = contestants.map((): Trial[] => [])
  const notRun = new Map<number, string>()
  const attempt = async (index: number, work: () => Promise<void>) => {
    if (notRun.has(index)) return
    try {
      await work()
    } catch (error) {
      if (!(error instanceof NotRun)) throw error
      notRun.set(index, error.message)
    }
  }
  try {
    await warmUp(comparison, contestants, attempt)
    for (let seed = 0; seed < draws; seed++) {
      log(`${comparison.name}: draw ${seed + 1} of ${draws}`)
      const problem = comparison.draw(seed)
      for (let turn = 0; turn < contestants.length; turn++) {
        const index = (turn + seed) % contestants.length
        const contestant = contestants[index]
        if (seed >= (contestant.draws ?? draws)) continue
        await attempt(index, async () => {
          trials[index].push(await timed(comparison, contestant, problem, seed))
        })
      }
    }
  } finally {
    for (const contestant of contestants) await contestant.dispose?.()
  }
  return contestants.map((contestant, index) => ({
    contestant,
    trials: trials[index],
    notRun: notRun.get(index),
  }))
}

async function warmUp(
  { warmUps, goal, draw }: Comparison,
  contestants: readonly Contestant[],
  attempt: (index: number, work: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const { input } = draw(0)
  for (const [index, { warmsUp = true, compress }] of contestants.entries()) {
    if (!warmsUp) continue
    for (let time = 0; time < warmUps; time++) {
      await attempt(index, async () => {
        await compress(input, goal, 0)
      })
    }
  }
}

async function timed(
  { goal }: Comparison,
  contestant: Contestant,
  { input, error }: Problem,
  seed: number,
): Promise<Trial> {
  const run = async () => {
    const started = performance.now()
    const outcome: Outcome = await contestant.compress(input, goal, seed)
    return { outcome, seconds: outcome.seconds ?? (performance.now() - started) / 1000 }
  }
  collectGarbage()
  const first = await run()
  const isShort = contestant.warmsUp !== false && first.seconds < SHORT_SECONDS
  const { outcome, seconds } = isShort ? await run() : first
  const overall = momentResidual(input, outcome.set, chebyshev(goal.order))
  return {
    seconds,
    error: error(outcome.set),
    residual: Math.max(overall, outcome.momentResidual ?? 0),
    size: outcome.set.size,
    order: outcome.order,
    passes: outcome.passes,
    peakBytes: outcome.peakBytes,
  }
}
