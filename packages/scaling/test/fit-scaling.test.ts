import { createRng, InputError, OptionError } from '@polylog/core'
import { compressedLaw, fitScaling, type Losses, lossAt, type ScalingLaw } from '@polylog/scaling'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const SIZES = Array.from({ length: 12 }, (_, i) => 256 * 2 ** i)

/** Runs of a law: `repeats` at each size, whose losses scatter by a share of themselves. */
function runsOf(law: ScalingLaw, sizes: readonly number[], share: number, repeats = 1, seed = 1): Losses {
  const rng = createRng(seed)
  const runs = sizes.flatMap(size => Array.from({ length: repeats }, () => size))
  return {
    sizes: runs,
    losses: runs.map(size => lossAt(law, size) * (1 + share * rng.normal())),
  }
}

const floored = (floor: number, scale: number, exponent: number): ScalingLaw => ({
  kind: 'power with floor',
  floor,
  scale,
  exponent,
})

const stretched: ScalingLaw = {
  kind: 'stretched exponential',
  floor: 0.01,
  amplitude: 2,
  rate: 0.12,
  dim: 2,
}

describe('a fit', () => {
  it('finds a power law with a floor again, whatever its parameters', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        fc.double({ min: 1, max: 500, noNaN: true }),
        fc.double({ min: 0.2, max: 1.5, noNaN: true }),
        (floor, scale, exponent) => {
          const { fits } = fitScaling(runsOf(floored(floor, scale, exponent), SIZES, 0), { resamplings: 2 })
          const { law } = fits.find(({ law }) => law.kind === 'power with floor')!
          for (const size of [100, 1e4, 1e7]) {
            expect(lossAt(law, size) / lossAt(floored(floor, scale, exponent), size)).toBeCloseTo(1, 3)
          }
        },
      ),
      { numRuns: 30 },
    )
  })

  it.each([
    ['power', { kind: 'power', floor: 0, scale: 40, exponent: 0.31 } as ScalingLaw],
    ['power with floor', floored(0.05, 60, 0.68)],
    ['stretched exponential', stretched],
  ])('tells a %s law from the others, its parameters within their intervals', (kind, law) => {
    const { fits, rivals, isErrorKnown } = fitScaling(runsOf(law, SIZES, 0.01, 10))
    expect(isErrorKnown).toBe(true)
    expect(fits[0].law.kind).toBe(kind)
    expect(fits.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12)
    // A power law with a floor of next to nothing is a power law.
    expect(rivals.filter(rival => kind !== 'power' || rival !== 'power with floor')).toEqual([])
    for (const [name, { low, high }] of Object.entries(fits[0].intervals)) {
      const truth = (law as unknown as Record<string, number>)[name]
      const margin = (high - low) / 2 + 1e-9
      expect(low - margin).toBeLessThanOrEqual(truth)
      expect(high + margin).toBeGreaterThanOrEqual(truth)
    }
    if (law.kind === 'stretched exponential') expect(fits[0].law).toMatchObject({ dim: law.dim })
  })

  it.each([
    ['two repeats of few sizes', 2, 5, 0.87],
    ['three repeats', 3, 8, 0.87],
    ['ten repeats', 10, 12, 0.82],
  ])('covers the true exponent in nearly all draws of %s', (_, repeats, sizes, least) => {
    let covered = 0
    const draws = 60
    for (let seed = 0; seed < draws; seed++) {
      const runs = runsOf(floored(0, 60, 0.68), SIZES.slice(0, sizes), 0.03, repeats, seed)
      const { fits } = fitScaling(runs, { resamplings: 80, dim: 2 })
      const { low, high } = fits.find(({ law }) => law.kind === 'power')!.intervals.exponent
      if (low <= 0.68 && 0.68 <= high) covered++
    }
    expect(covered).toBeGreaterThanOrEqual(least * draws)
  })

  it('says when few noisy losses cannot tell the laws apart', () => {
    const { rivals } = fitScaling(runsOf(floored(0.05, 60, 0.68), SIZES.slice(0, 5), 0.05, 3))
    expect(rivals.length).toBeGreaterThan(0)
  })

  it('without repeats takes all losses to scatter alike', () => {
    const { fits, isErrorKnown } = fitScaling(runsOf(floored(0.05, 60, 0.68), SIZES, 0.002))
    expect(isErrorKnown).toBe(false)
    expect(fits[0].law.kind).toBe('power with floor')
    expect((fits[0].law as { exponent: number }).exponent).toBeCloseTo(0.68, 1)
    expect(fits[0].extrapolation).toBeLessThan(0.05)
  })

  it('is the same for the same seed, and does not depend on the order of the runs', () => {
    const runs = runsOf(stretched, SIZES, 0.02, 4)
    const [once, again] = [fitScaling(runs, { seed: 7 }), fitScaling(runs, { seed: 7 })]
    expect(again).toEqual(once)
    const reversed = {
      sizes: Array.from(runs.sizes).reverse(),
      losses: Array.from(runs.losses).reverse(),
    }
    const other = fitScaling(reversed, { seed: 7 }).fits[0]
    expect(other.criterion).toBeCloseTo(once.fits[0].criterion, 6)
  })

  it.each([
    [{ sizes: [1, 2, 3], losses: [3, 2, 1] }, InputError, 'There are only 3 different sizes'],
    [{ sizes: [1, 2], losses: [3] }, InputError, 'There are 2 sizes for 1 losses'],
    [{ sizes: [1, 2, 3, 4], losses: [3, 2, 0, 1] }, InputError, 'The loss in row 2 is 0'],
    [{ sizes: [1, -2, 3, 4], losses: [3, 2, 1, 1] }, InputError, 'The size in row 1 is -2'],
    [{ sizes: [1, 2, 3, Number.NaN], losses: [3, 2, 1, 1] }, InputError, 'The size in row 3 is NaN'],
  ])('refuses %j', (losses, kind, problem) => {
    expect(() => fitScaling(losses)).toThrow(kind)
    expect(() => fitScaling(losses)).toThrow(problem)
  })

  it.each([[{ dim: 0 }], [{ dim: 1.5 }], [{ resamplings: 0 }]])('refuses the option %j', options => {
    const runs = runsOf(stretched, SIZES, 0)
    expect(() => fitScaling(runs, options)).toThrow(OptionError)
  })
})

describe('losses that hardly fall', () => {
  const runsAround = (lossOf: (size: number) => number, share: number, seed: number): Losses => {
    const rng = createRng(seed)
    const sizes = SIZES.slice(0, 8).flatMap(size => [size, size, size])
    return { sizes, losses: sizes.map(size => lossOf(size) * (1 + share * rng.normal())) }
  }

  it('are told by every law where they are, not as 0', () => {
    for (let seed = 0; seed < 20; seed++) {
      for (const dim of [undefined, 2]) {
        const runs = runsAround(() => 0.3, 0.02, seed)
        const { fits, points } = fitScaling(runs, { dim, resamplings: 40, seed })
        for (const { law, intervals } of fits) {
          for (const { size } of points) {
            expect(Math.abs(Math.log(lossAt(law, size) / 0.3)), `${law.kind}, seed ${seed}`).toBeLessThan(
              0.05,
            )
          }
          expect(intervals.floor.low).toBeLessThanOrEqual(1.05 * law.floor)
          expect(intervals.floor.high).toBeGreaterThanOrEqual(0.95 * law.floor)
        }
      }
    }
  })

  it('are seldom said to fall, and slow laws are found again', () => {
    const falling = Array.from({ length: 40 }, (_, seed) =>
      fitScaling(
        runsAround(() => 0.3, 0.02, seed),
        { resamplings: 1 },
      ),
    ).filter(({ isFalling }) => isFalling)
    expect(falling.length).toBeLessThanOrEqual(4)
    const slow = fitScaling(
      runsAround(size => 0.02 * size ** -0.003, 1e-4, 1),
      { resamplings: 20 },
    )
    expect(slow.isFalling).toBe(true)
    const { law } = slow.fits.find(({ law }) => law.kind === 'power')!
    expect((law as { exponent: number }).exponent).toBeCloseTo(0.003, 4)
    expect(lossAt(law, 1e6) / (0.02 * 1e6 ** -0.003)).toBeCloseTo(1, 3)
    const rooted = compressedLaw(law, { sigma: 0.5 })
    expect(lossAt(rooted, 1e3) / lossAt(law, 1e6)).toBeCloseTo(1, 9)
    const logarithmic = compressedLaw(law, { dim: 2 })
    expect(lossAt(logarithmic, Math.log(1e6) ** 2) / lossAt(law, 1e6)).toBeCloseTo(1, 9)
  })

  it('or rise, or are all the same, do not fall', () => {
    const rising = fitScaling(
      runsAround(size => 0.1 * size ** 0.2, 0.01, 1),
      { resamplings: 1 },
    )
    expect(rising.isFalling).toBe(false)
    expect(rising.fits[0].misfit).toBeGreaterThan(3)
    const same = fitScaling({ sizes: SIZES, losses: SIZES.map(() => 0.3) }, { resamplings: 5 })
    expect(same.isFalling).toBe(false)
    for (const { law } of same.fits) expect(lossAt(law, 1e5)).toBeCloseTo(0.3, 3)
  })

  it('miss where the law is another, and not where it holds', () => {
    const { fits } = fitScaling(runsOf(floored(0.05, 60, 0.68), SIZES, 0.01, 10))
    const misfitOf = (kind: string) => fits.find(({ law }) => law.kind === kind)!.misfit
    expect(misfitOf('power with floor')).toBeLessThan(2)
    expect(misfitOf('power')).toBeGreaterThan(5)
  })
})

describe('compression', () => {
  it('to a power or a logarithm of the size keeps the loss at fewer objects', () => {
    const laws: readonly ScalingLaw[] = [floored(0.1, 50, 0.4), stretched]
    for (const law of laws) {
      const rooted = compressedLaw(law, { sigma: 0.5 })
      for (const size of SIZES) expect(lossAt(rooted, size ** 0.5) / lossAt(law, size)).toBeCloseTo(1, 9)
    }
    const logarithmic = compressedLaw(laws[0], { dim: 2, rate: 0.5 })
    for (const size of SIZES) {
      expect(lossAt(logarithmic, (Math.log(size) / 0.5) ** 2) / lossAt(laws[0], size)).toBeCloseTo(1, 9)
    }
    expect(() => compressedLaw(stretched, { dim: 2 })).toThrow(OptionError)
    for (const law of laws) expect(() => compressedLaw(law, { sigma: 0 })).toThrow('sigma is 0')
  })
})
