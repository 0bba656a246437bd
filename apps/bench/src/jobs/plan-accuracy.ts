import { plan, type Quality } from '@polylog/compress'
import { median } from 'd3-array'
import type { Comparison } from '../comparison/comparison.js'
import { m3k5d1M } from '../comparisons/m3-k5-1m.js'
import { m3k5d3M } from '../comparisons/m3-k5-3m.js'
import { m3k5d8000 } from '../comparisons/m3-k5-8000.js'
import { m5k5d8000 } from '../comparisons/m5-k5-8000.js'
import { m5k5d128000 } from '../comparisons/m5-k5-128000.js'
import { m3k5OneCell, m5k5OneCell } from '../comparisons/one-cell.js'
import { polylog } from '../contestants/polylog.js'
import { megabytesText, secondsText } from '../reporting/figures.js'
import type { Job, Run } from './job.js'

const MOST_FACTOR = 2
const MOST_SHARE = 0.3
const DOUBLE = 8

const CASES: readonly (readonly [Comparison, readonly Quality[]])[] = [
  [m3k5d8000, ['fast', 'balanced', 'best']],
  [m5k5d8000, ['fast', 'balanced', 'best']],
  [m5k5d128000, ['fast', 'balanced']],
  [m3k5d1M, ['fast', 'balanced']],
  [m3k5OneCell, ['fast']],
  [m5k5OneCell, ['fast']],
  [m3k5d3M, ['fast', 'balanced']],
]

/** Larger ones take too long when there is little time. */
const QUICK_SIZE = 200_000

interface Prediction {
  readonly job: string
  readonly quality: Quality
  readonly planSeconds: number
  readonly predictedSeconds: number
  readonly seconds: number
  readonly predictedBytes: number
  /** The input and what the process grew by; absent where that was not measured. */
  readonly bytes?: number
}

/** What `plan()` says beforehand, against what is measured. */
export const planAccuracy: Job = {
  name: 'plan',
  claim: 'What `plan()` predicts for the jobs above, against what they take',
  parts: [],
  async run(run) {
    const { quick, draws = quick ? 1 : 3 } = run
    const predictions: Prediction[] = []
    for (const [comparison, qualities] of CASES) {
      for (const quality of qualities) {
        if (quick && comparison.draw(0).input.size > QUICK_SIZE) continue
        run.log(`plan: ${comparison.name}, ${quality}`)
        predictions.push(await predict(comparison, quality, draws, run))
      }
    }
    return {
      notes: [
        `Seconds are medians of ${draws} draws after one run of warm-up. Memory is the input's, and that by which a process of its own grew.`,
      ],
      tables: [
        {
          head: [
            '',
            'plan() took',
            'seconds predicted',
            'measured',
            'factor',
            'memory predicted',
            'measured',
            'factor',
          ],
          rows: predictions.map(found => [
            `${found.job}, ${found.quality}`,
            `${secondsText(found.planSeconds)} s`,
            secondsText(found.predictedSeconds),
            secondsText(found.seconds),
            (found.predictedSeconds / found.seconds).toFixed(2),
            megabytesText(found.predictedBytes),
            megabytesText(found.bytes),
            found.bytes === undefined ? '' : (found.predictedBytes / found.bytes).toFixed(2),
          ]),
        },
      ],
      charts: [],
      verdicts: verdictsOf(predictions),
      figures: predictions,
    }
  },
}

async function predict(
  { name, goal, draw }: Comparison,
  quality: Quality,
  draws: number,
  run: Run,
): Promise<Prediction> {
  const contestant = polylog(quality)
  const { input } = draw(0)
  try {
    const asked = performance.now()
    const planned = await plan(input, { ...goal, quality })
    const planSeconds = (performance.now() - asked) / 1000
    await contestant.compress(input, goal, 0)
    const seconds: number[] = []
    for (let seed = 0; seed < draws; seed++) {
      const { input } = draw(seed)
      const started = performance.now()
      await contestant.compress(input, goal, seed)
      seconds.push((performance.now() - started) / 1000)
    }
    const grown = await run.memoryOf(name, contestant.name)
    return {
      job: name,
      quality,
      planSeconds,
      predictedSeconds: planned.seconds,
      seconds: median(seconds)!,
      predictedBytes: planned.bytes,
      bytes: grown === undefined ? undefined : grown + DOUBLE * input.size * (input.dim + 1),
    }
  } finally {
    await contestant.dispose?.()
  }
}

function verdictsOf(predictions: readonly Prediction[]) {
  return predictions.flatMap(({ job, quality, predictedSeconds, seconds, predictedBytes, bytes }) => {
    const inTime = predictedSeconds / seconds
    const inMemory = bytes === undefined ? undefined : predictedBytes / bytes
    return [
      {
        figure: `plan of ${job}, ${quality}: seconds predicted over measured`,
        asked: `${1 / MOST_FACTOR} to ${MOST_FACTOR}`,
        reached: inTime.toFixed(2),
        met: inTime >= 1 / MOST_FACTOR && inTime <= MOST_FACTOR,
      },
      ...(inMemory === undefined
        ? []
        : [
            {
              figure: `plan of ${job}, ${quality}: memory predicted over measured`,
              asked: `${1 - MOST_SHARE} to ${1 + MOST_SHARE}`,
              reached: inMemory.toFixed(2),
              met: Math.abs(inMemory - 1) <= MOST_SHARE,
            },
          ]),
    ]
  })
}
