import { type CompressOptions, compress } from '@polylog/compress'
import type { Progress } from '@polylog/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { rejection } from './rejection.js'
import { uniformPoints } from './uniform-points.js'

const set = uniformPoints(3000, 2)

const JOBS: readonly CompressOptions[] = [
  { size: 100, order: 3, quality: 'fast' },
  { size: 100, order: 3 },
  { size: 100, order: 2, quality: 'best' },
  { size: 100 },
  { size: 1 },
  { size: 3000 },
  { size: 100, order: 2, covering: 'k-means', probe: ([x]) => [x] },
  { tolerance: 1e-3, order: 2, quality: 'fast' },
]

async function reportsOf(options: CompressOptions): Promise<readonly Progress[]> {
  const reports: Progress[] = []
  await compress(set, { ...options, onProgress: progress => reports.push(progress) })
  return reports
}

describe.each(JOBS)('the progress of %j', options => {
  it('never falls, and ends at 1', async () => {
    const fractions = (await reportsOf(options)).map(({ fraction }) => fraction)
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b))
    expect(fractions[0]).toBeGreaterThanOrEqual(0)
    expect(fractions.at(-1)).toBe(1)
    expect(fractions.filter(fraction => fraction === 1)).toHaveLength(1)
  })

  it('tells its stage and its seconds', async () => {
    for (const { stage, secondsElapsed, secondsLeft, fraction } of await reportsOf(options)) {
      expect(['choosing order', 'covering', 'reducing', 'certifying']).toContain(stage)
      expect(secondsElapsed).toBeGreaterThanOrEqual(0)
      if (fraction > 0) expect(secondsLeft).toBeGreaterThanOrEqual(0)
      if (fraction === 1) expect(secondsLeft).toBe(0)
    }
  })

  it('stops at once when it is aborted from a report', async () => {
    const whole = await reportsOf(options)
    for (const stop of new Set([1, Math.ceil(whole.length / 2), whole.length - 1])) {
      if (stop < 1) continue
      const controller = new AbortController()
      const reason = new Error(`stopped at ${stop}`)
      let reports = 0
      const onProgress = () => {
        if (++reports === stop) controller.abort(reason)
      }
      const job = compress(set, { ...options, signal: controller.signal, onProgress })
      expect(await rejection(job)).toBe(reason)
      expect(reports).toBe(stop)
    }
  })
})

describe('a signal', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('that is aborted already stops the work before it starts', async () => {
    const onProgress = vi.fn()
    const probe = vi.fn(() => [1])
    for (const reason of [new Error('no more'), 'a string', { code: 7 }]) {
      const signal = AbortSignal.abort(reason)
      expect(await rejection(compress(set, { size: 100, probe, signal, onProgress }))).toBe(reason)
    }
    expect(onProgress).not.toHaveBeenCalled()
    expect(probe).not.toHaveBeenCalled()
  })

  it('without a reason rejects with an AbortError', async () => {
    const signal = AbortSignal.abort()
    expect(await rejection(compress(set, { size: 100, signal }))).toMatchObject({ name: 'AbortError' })
  })

  it('from a timer is heard, since the work gives way to timers', async () => {
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 30
      return now
    })
    const controller = new AbortController()
    const reason = new Error('the user has left')
    setTimeout(() => controller.abort(reason), 0)
    let reports = 0
    const onProgress = () => {
      reports++
    }
    const job = compress(set, { size: 100, quality: 'best', signal: controller.signal, onProgress })
    expect(await rejection(job)).toBe(reason)
    expect(reports).toBeLessThan(5)
  })

  it('that is never aborted changes nothing', async () => {
    const plain = await compress(set, { size: 100, order: 3 })
    const signalled = await compress(set, { size: 100, order: 3, signal: new AbortController().signal })
    expect(signalled.set).toEqual(plain.set)
  })
})
