import { cpu } from '@polylog/backend-cpu'
import { compress } from '@polylog/compress'
import { createRng } from '@polylog/core'
import { describe, expect, it } from 'vitest'
import { rejection } from './rejection.js'
import { uniformPoints } from './uniform-points.js'

const set = uniformPoints(6000, 2, 4)

describe('the choice of an order', () => {
  it('is recorded: every order tried, its error, the work, and the budget', async () => {
    const { certificate } = await compress(set, { size: 200 })
    const { tried, budget, work } = certificate.orderChoice!
    expect(tried.map(({ order }) => order)).toEqual(
      [...tried.map(({ order }) => order)].sort((a, b) => a - b),
    )
    expect(tried.map(({ order }) => order)).toContain(certificate.order)
    expect(work).toBeLessThanOrEqual(2 * budget)
    const chosen = tried.find(({ order }) => order === certificate.order)!
    expect(chosen.error).toBeLessThanOrEqual(1.5 * Math.min(...tried.map(({ error }) => error!)))
  })

  it('goes far beyond order 12 where the functions are smooth', async () => {
    const probe = ([x, y]: Float64Array) => [1 / (2.05 + x), 1 / (2.2 + 0.6 * x + 0.5 * y)]
    const { certificate } = await compress(set, { size: 450, probe })
    expect(certificate.order).toBeGreaterThan(20)
    expect(certificate.probeError).toBeLessThan(1e-11)
  })

  it('stays within its budget: the same for the same number of operations', async () => {
    const small = await compress(set, { size: 450, budget: { work: 3e7 } })
    const { tried, work } = small.certificate.orderChoice!
    expect(work).toBeLessThanOrEqual(2 * 3e7)
    expect(Math.max(...tried.map(({ order }) => order))).toBeLessThan(20)
    const again = await compress(set, { size: 450, budget: { work: 3e7 } })
    expect(again.set.points).toEqual(small.set.points)
  })

  it('takes the lowest order, at quality fast, where the budget is too small for any', async () => {
    const { certificate } = await compress(set, { size: 450, budget: { work: 1 } })
    expect(certificate.order).toBe(2)
    expect(certificate.quality).toBe('fast')
    expect(certificate.orderChoice).toMatchObject({ budget: 1 })
    expect(certificate.orderChoice!.work).toBeGreaterThan(1)
  })

  it('turns seconds into operations, and records them', async () => {
    const { certificate } = await compress(set, { size: 100, budget: { seconds: 0.5 }, backend: cpu() })
    expect(certificate.orderChoice!.budget).toBeGreaterThan(1e6)
    expect(certificate.orderChoice!.budgetSeconds).toBe(0.5)
  })

  it('spends a large budget on a higher quality, unless one is asked for', async () => {
    const few = uniformPoints(1000, 2, 5)
    const { certificate } = await compress(few, { size: 60, budget: { work: 1e10 } })
    expect(certificate.quality).toBe('best')
    const { tried, work } = certificate.orderChoice!
    expect(tried.filter(({ quality }) => quality === 'best').length).toBeGreaterThan(0)
    expect(work).toBeLessThanOrEqual(2e10)
    const asked = await compress(few, { size: 60, budget: { work: 1e10 }, quality: 'fast' })
    expect(asked.certificate.quality).toBe('fast')
    expect(asked.certificate.orderChoice!.tried.every(({ quality }) => quality === 'fast')).toBe(true)
    expect((await compress(few, { size: 60 })).certificate.quality).toBe('balanced')
  })

  it('falls back by one quality at a time where the one asked for is too dear', async () => {
    const { certificate } = await compress(set, { size: 400, quality: 'best', budget: { work: 1e9 } })
    const qualities = new Set(certificate.orderChoice!.tried.map(({ quality }) => quality))
    expect(qualities).toContain('balanced')
    expect(certificate.orderChoice!.work).toBeLessThanOrEqual(2e9)
  })

  it('is recorded where there is none: order 2 does not fit, or free nodes are too dear', async () => {
    const many = uniformPoints(200, 12, 6)
    const first = await compress(many, { size: 20, budget: { seconds: 1 } })
    expect(first.certificate.order).toBe(1)
    expect(first.certificate.orderChoice).toMatchObject({ tried: [], budgetSeconds: 1 })
    expect(first.certificate.orderChoice!.work).toBeGreaterThan(0)
    const free = await compress(uniformPoints(500, 2, 7), { size: 20, nodes: 'free', budget: { work: 1 } })
    expect(free.certificate.orderChoice!.work).toBeGreaterThan(1)
  })

  it('is made on rows from everywhere, also where the seed is that of the data', async () => {
    const rng = createRng(3)
    const points = Float64Array.from({ length: 60_000 }, () => rng.uniform())
    const seen: number[] = []
    const probe = ([x]: Float64Array) => {
      seen.push(x)
      return [Math.exp(x)]
    }
    await compress(points, { dim: 1, size: 30, seed: 3, probe, quality: 'fast' })
    // The sums over the sample come first.
    const sample = seen.slice(0, 6000)
    expect(Math.min(...sample)).toBeLessThan(0.01)
    expect(Math.max(...sample)).toBeGreaterThan(0.99)
    expect(sample.reduce((sum, x) => sum + x, 0) / sample.length).toBeCloseTo(0.5, 1)
  })

  it('does not depend on the unit of the probe', async () => {
    const orderOf = async (unit: number) => {
      const probe = ([x, y]: Float64Array) => [unit * Math.abs(x - 0.4 * y), unit * Math.exp(x)]
      return (await compress(set, { size: 200, probe, quality: 'fast' })).certificate.order
    }
    expect(await orderOf(1e-14)).toBe(await orderOf(1))
    expect(await orderOf(1e14)).toBe(await orderOf(1))
  })

  it('does not time the machine where nothing is left out', async () => {
    let reductions = 0
    const reference = cpu()
    const counting = {
      ...reference,
      reduce: (request: Parameters<NonNullable<typeof reference.reduce>>[0]) => {
        reductions++
        return reference.reduce!(request)
      },
    }
    await compress(uniformPoints(50, 2), { size: 50, budget: { seconds: 1 }, backend: counting })
    expect(reductions).toBe(0)
  })

  it.each([
    [{ work: 0 }, 'budget is { work: 0 }'],
    [{ seconds: -1 }, 'budget is { seconds: -1 }'],
    [{ work: 1, seconds: 1 }, 'budget is { work: 1, seconds: 1 }'],
    [{}, 'budget is {}'],
    [null, 'budget is null'],
    [{ work: Number.NaN }, 'budget is { work: NaN }'],
  ])('refuses %j', async (budget, problem) => {
    expect(
      await rejection(compress(set, { size: 9, budget: budget as unknown as { work: number } })),
    ).toMatchObject({
      code: 'bad-option',
      problem,
    })
  })

  it('refuses a budget where there is no order to choose', async () => {
    expect(await rejection(compress(set, { size: 9, order: 1, budget: { work: 1e9 } }))).toMatchObject({
      code: 'bad-option',
      problem: 'budget is given, but there is no order to choose',
    })
  })
})

describe('a tolerance', () => {
  it('tells what every size reached that was tried', async () => {
    const { certificate } = await compress(set, { tolerance: 1e-4, order: 3, quality: 'fast' })
    const { asked, reached, tried } = certificate.tolerance!
    expect(asked).toBe(1e-4)
    expect(reached).toBe(certificate.nextOrderDefect)
    expect(reached).toBeLessThanOrEqual(asked)
    for (const { size, error } of tried)
      if (size < 0.9 * certificate.outputSize) expect(error).toBeGreaterThan(asked)
  })

  it('that nothing meets leaves the input as it is, and tells what smaller sizes reach', async () => {
    const few = uniformPoints(300, 2)
    const probe = ([x, y]: Float64Array) => [
      Math.abs(x),
      Math.exp(x * y),
      Math.abs(x - 0.4 * y),
      Math.sin(5 * y),
    ]
    const { set: kept, certificate } = await compress(few, { tolerance: 1e-300, probe, order: 2 })
    expect(kept).toBe(few)
    expect(certificate.tolerance!.reached).toBe(0)
    expect(certificate.tolerance!.tried.some(({ size, error }) => size < 300 && error! > 0)).toBe(true)
  })
})

it('distances of distributions are in the certificate on request', async () => {
  expect((await compress(set, { size: 100, order: 3 })).certificate.metrics).toBeUndefined()
  const { certificate } = await compress(set, { size: 100, order: 3, metrics: { kernel: 'laplace' } })
  expect(certificate.metrics!.mmd).toMatchObject({ kernel: 'laplace' })
  expect(certificate.metrics!.mmd.value).toBeLessThan(0.05)
  expect(certificate.metrics!.effectiveSampleSize).toBeLessThanOrEqual(100)
})

it('distances are there too where nothing is left out, and where all points are equal', async () => {
  const whole = await compress([[0], [1]], { size: 5, metrics: true })
  expect(whole.certificate.metrics).toMatchObject({ mmd: { value: 0 }, effectiveSampleSize: 2 })
  const equal = await compress(new Float64Array(60).fill(3), { dim: 2, size: 5, metrics: true })
  expect(equal.certificate.metrics!.mmd.value).toBeLessThan(1e-7)
})

it.each([
  [{ width: 0 }, 'The width of the gaussian kernel is 0'],
  [{ kernel: 'rbf' }, 'The kernel is "rbf"'],
  [{ rows: 1 }, 'rows is 1'],
  [{ directions: 1 }, 'directions is 1'],
  [{ kernal: 'laplace' }, '"kernal" is not an option of metrics'],
  ['laplace', 'The options of metrics are "laplace", not an object'],
])('metrics that cannot be had are refused before any work: %j', async (metrics, problem) => {
  const rejected = rejection(compress(set, { size: 9, metrics: metrics as { width: number } }))
  expect(await rejected).toMatchObject({ code: 'bad-option', problem })
})
