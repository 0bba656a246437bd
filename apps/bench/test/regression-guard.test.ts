import { describe, expect, it } from 'vitest'
import type { Comparison } from '../src/comparison/comparison.js'
import { runDraws } from '../src/comparison/run-draws.js'
import { summarise } from '../src/comparison/summarise.js'
import { uniformProblem } from '../src/comparison/uniform-problem.js'
import { authorsHybrid } from '../src/contestants/authors-hybrid/authors-hybrid.js'
import { onCpu, wasmOnOneThread } from '../src/contestants/backends.js'
import type { Contestant } from '../src/contestants/contestant.js'
import { polylog } from '../src/contestants/polylog.js'
import { bundleSize } from '../src/jobs/bundle-size.js'
import { DOWNLOADED, MOST_DOWNLOAD_BYTES } from '../src/jobs/download-size.js'

/**
 * Ratios of times within one run, on the same draws in turn, so that a slow or busy machine slows both sides. Bounds
 * are far from what is measured: only what has broken goes beyond.
 */
async function compare(
  [size, dim]: readonly [number, number],
  goal: Comparison['goal'],
  contestants: readonly Contestant[],
) {
  const comparison: Comparison = {
    name: 'guard',
    claim: '',
    goal,
    draws: 5,
    warmUps: 2,
    contestants,
    asked: {},
    published: [],
    draw: seed => uniformProblem(size, dim, seed),
  }
  const trials = await runDraws(comparison, contestants, comparison.draws, () => undefined)
  return summarise(comparison, trials)
}

describe('within one run', () => {
  it('wasm on one thread is at least 1.5 times as fast as cpu', async () => {
    const [wasm] = await compare([8000, 5], { size: 800, order: 5 }, [
      polylog('fast', wasmOnOneThread),
      polylog('fast', onCpu),
    ])
    expect(wasm.overCpu).toBeGreaterThan(1.5)
  })

  it('a thinning on wasm takes at most two thirds of the time that it takes on cpu', async () => {
    const [wasm] = await compare([2000, 3], { size: 200, order: 4 }, [
      polylog('best', wasmOnOneThread),
      polylog('best', onCpu),
    ])
    expect(wasm.overCpu).toBeGreaterThan(1.5)
  })

  it('balanced takes at most 20 times as long as fast', async () => {
    const [fast, balanced] = await compare([8000, 3], { size: 800, order: 5 }, [
      polylog('fast', onCpu),
      polylog('balanced', onCpu),
    ])
    expect(balanced.medianSeconds! / fast.medianSeconds!).toBeLessThan(20)
  })

  // Ratios scatter where the machine has more to do than it has cores.
  it("cpu is at least 5 times as fast as our rendering of the authors' algorithm, at a like error", {
    retry: 2,
  }, async () => {
    const [balanced, authors] = await compare([1500, 3], { size: 200, order: 3 }, [
      polylog('balanced', onCpu),
      authorsHybrid,
    ])
    expect(balanced.overAuthors).toBeGreaterThan(5)
    expect(balanced.error! / authors.error!).toBeLessThan(10)
  })
})

it('compress and backend-wasm are at most 60 kB to download', async () => {
  const { gzipped, packages } = await bundleSize(DOWNLOADED)
  expect(packages.map(([name]) => name)).toEqual(expect.arrayContaining(['compress', 'backend-wasm']))
  expect(gzipped).toBeLessThanOrEqual(MOST_DOWNLOAD_BYTES)
})
