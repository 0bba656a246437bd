import { weightedSet } from '@polylog/core'
import { describe, expect, it } from 'vitest'
import type { Contestant } from '../src/contestants/contestant.js'
import { jobsMatching } from '../src/jobs/all-jobs.js'
import type { Job } from '../src/jobs/job.js'
import { figuresMissed, measure } from '../src/measure.js'

/** Draw number `seed` is the one point `seed`; its error is how far the first point is off. */
function pointJob(contestant: Contestant, asked: Job['asked'] = {}): Job {
  return {
    name: 'point',
    claim: 'A point stays where it is',
    goal: { size: 1, order: 2 },
    draws: 3,
    warmUps: 2,
    contestants: [contestant],
    asked,
    published: [],
    draw: seed => ({
      input: weightedSet([[seed]]),
      error: ({ points }) => Math.abs(points[0] - seed),
    }),
  }
}

/** Is off by 0, 1 and 2 on the draws 0, 1 and 2, and says which it saw. */
function doubling(seen: number[], baseline = false): Contestant {
  return {
    name: 'doubling',
    baseline,
    async compress(input, _goal, seed) {
      seen.push(input.points[0])
      return {
        set: weightedSet([[2 * input.points[0]]]),
        order: 5 - seed,
        passes: 1,
        momentResidual: seed === 1 ? 1e-3 : 1e-15,
      }
    },
  }
}

describe('measure', () => {
  it('warms up, then times and judges every draw once', async () => {
    const seen: number[] = []
    const contestant = doubling(seen)
    const measured = await measure(pointJob(contestant), contestant)
    expect(seen).toEqual([0, 1, 0, 1, 2])
    expect(measured).toMatchObject({ draws: 3, error: 1, size: 1, orders: [3, 4, 5], passes: [1] })
    expect(measured.momentResidual).toBe(1e-3)
    expect(measured.medianSeconds).toBeGreaterThanOrEqual(measured.minSeconds)
  })

  it('names the figures missed, and asks none of a baseline', async () => {
    const asked = { seconds: 3600, error: 0.5, momentResidual: 1e-12 }
    const [contestant, baseline] = [doubling([]), doubling([], true)]
    const measured = await measure(pointJob(contestant, asked), contestant)
    expect(measured.missed).toEqual(['error', 'momentResidual'])
    expect(await measure(pointJob(baseline, asked), baseline)).not.toHaveProperty('missed')
  })

  it('throws what a contestant throws', async () => {
    const failing: Contestant = {
      name: 'failing',
      baseline: false,
      compress: () => Promise.reject(new Error('out of luck')),
    }
    await expect(measure(pointJob(failing), failing)).rejects.toThrow('out of luck')
  })
})

describe('figuresMissed', () => {
  it('counts a figure equal to its bound as reached, and an unknown one as missed', () => {
    expect(figuresMissed({ seconds: 2 }, { seconds: 2 })).toEqual([])
    expect(figuresMissed({ seconds: 2.1 }, { seconds: 2 })).toEqual(['seconds'])
    expect(figuresMissed({}, { momentResidual: 1e-12 })).toEqual(['momentResidual'])
    expect(figuresMissed({ error: NaN }, { error: 1 })).toEqual(['error'])
    expect(figuresMissed({ seconds: 2, error: 1 }, {})).toEqual([])
  })
})

describe('jobsMatching', () => {
  it('looks in job and contestant', () => {
    const jobs = [pointJob(doubling([]))]
    expect(jobsMatching(jobs, 'poi')).toHaveLength(1)
    expect(jobsMatching(jobs, 'point/doub')).toHaveLength(1)
    expect(jobsMatching(jobs, 'tripling')).toEqual([])
  })
})
