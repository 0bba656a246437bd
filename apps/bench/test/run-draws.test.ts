import { weightedSet } from '@polylog/core'
import { describe, expect, it } from 'vitest'
import type { Comparison } from '../src/comparison/comparison.js'
import { figuresMissed } from '../src/comparison/measurement.js'
import { runDraws } from '../src/comparison/run-draws.js'
import { summarise } from '../src/comparison/summarise.js'
import { AUTHORS_HYBRID } from '../src/contestants/authors-hybrid/authors-hybrid.js'
import { type Contestant, NotRun } from '../src/contestants/contestant.js'

/** Draw number `seed` is the one point `seed`; its error is how far the first point is off. */
function pointComparison(contestants: readonly Contestant[], asked = {}): Comparison {
  return {
    name: 'point',
    claim: 'A point stays where it is',
    goal: { size: 1, order: 0 },
    draws: 3,
    warmUps: 2,
    contestants,
    asked: { fast: asked },
    published: [],
    draw: seed => ({
      input: weightedSet([[seed]]),
      error: ({ points }) => Math.abs(points[0] - seed),
    }),
  }
}

/** Is off by `off` on every draw, says how long it took, and writes down when it was called. */
function shifting(name: string, off: number, seconds: number, calls: string[], more = {}): Contestant {
  return {
    name,
    async compress(input, _goal, seed) {
      calls.push(`${name} ${seed}`)
      return { set: weightedSet([[input.points[0] + off]]), order: 5 - seed, passes: 1, seconds }
    },
    ...more,
  }
}

const run = (comparison: Comparison, draws = comparison.draws) =>
  runDraws(comparison, comparison.contestants, draws, () => undefined)

describe('runDraws', () => {
  it('warms up, then gives all the same draw before the next, the first place going round', async () => {
    const calls: string[] = []
    const contestants = [
      shifting('a', 1, 1, calls),
      shifting('b', 2, 1, calls, { draws: 1, warmsUp: false }),
      shifting('c', 3, 1, calls),
    ]
    await run(pointComparison(contestants))
    const warmUps = ['a 0', 'a 0', 'c 0', 'c 0']
    expect(calls).toEqual([...warmUps, 'a 0', 'b 0', 'c 0', 'c 1', 'a 1', 'c 2', 'a 2'])
  })

  it('does a short run twice, and the second one counts', async () => {
    const calls: string[] = []
    let runs = 0
    const quick: Contestant = {
      name: 'quick',
      compress: input => Promise.resolve({ set: input, seconds: ++runs / 100 }),
    }
    const contestants = [quick, shifting('process', 0, 0.01, calls, { warmsUp: false })]
    const [{ trials }] = await run(pointComparison(contestants))
    expect(trials.map(({ seconds }) => seconds)).toEqual([0.04, 0.06, 0.08])
    expect(calls).toEqual(['process 0', 'process 1', 'process 2'])
  })

  it('tells why somebody does not run, and goes on; other errors are thrown; all are disposed of', async () => {
    let disposed = 0
    const dispose = () => {
      disposed++
    }
    const failing = (error: Error): Contestant => ({
      name: 'failing',
      compress: () => Promise.reject(error),
      dispose,
    })
    const other = shifting('other', 0, 1, [], { dispose })
    const [first, second] = await run(pointComparison([failing(new NotRun('too large')), other]))
    expect(first).toMatchObject({ notRun: 'too large', trials: [] })
    expect(second.trials).toHaveLength(3)
    await expect(run(pointComparison([failing(new Error('out of luck')), other]))).rejects.toThrow('luck')
    expect(disposed).toBe(4)
  })
})

describe('summarise', () => {
  it('takes medians, means and ratios over the draws that both did', async () => {
    const comparison = pointComparison(
      [
        shifting('ours', 0.5, 2, [], { asked: 'fast', onCpu: 'cpu' }),
        shifting('cpu', 0, 3, []),
        shifting(AUTHORS_HYBRID, 1, 100, [], { draws: 1 }),
      ],
      { seconds: 1, error: 0.5 },
    )
    const [ours, cpu, authors] = summarise(comparison, await run(comparison))
    expect(ours).toMatchObject({
      draws: 3,
      medianSeconds: 2,
      error: 0.5,
      size: 1,
      orders: [3, 4, 5],
      passes: [1],
      overCpu: 1.5,
      overAuthors: 50,
      missed: ['seconds'],
    })
    expect(cpu).not.toHaveProperty('missed')
    expect(cpu.overCpu).toBeUndefined()
    expect(authors).toMatchObject({ draws: 1, overAuthors: undefined })
  })
})

describe('figuresMissed', () => {
  it('counts a figure equal to its bound as reached, and an unknown one as missed', () => {
    expect(figuresMissed({ seconds: 2 }, { seconds: 2 })).toEqual([])
    expect(figuresMissed({ seconds: 2.1 }, { seconds: 2 })).toEqual(['seconds'])
    expect(figuresMissed({}, { residual: 1e-12 })).toEqual(['residual'])
    expect(figuresMissed({ error: NaN }, { error: 1 })).toEqual(['error'])
    expect(figuresMissed({ seconds: 2, error: 1 }, {})).toEqual([])
  })
})
