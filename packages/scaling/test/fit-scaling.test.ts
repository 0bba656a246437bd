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
    [{ sizes: [1, 2, 3], losses: [3, 2, 1] }, InputError, 'There are 3 different sizes'],
    [{ sizes: [1, 2], losses: [3] }, InputError, 'There are 2 sizes for 1 losses'],
    [{ sizes: [1, 2, 3, 4], losses: [3, 2, 0, 1] }, InputError, 'The loss of run 2 is 0'],
    [{ sizes: [1, -2, 3, 4], losses: [3, 2, 1, 1] }, InputError, 'The size of run 1 is -2'],
    [{ sizes: [1, 2, 3, Number.NaN], losses: [3, 2, 1, 1] }, InputError, 'The size of run 3 is NaN'],
  ])('refuses %j', (losses, kind, problem) => {
    expect(() => fitScaling(losses)).toThrow(kind)
    expect(() => fitScaling(losses)).toThrow(problem)
  })

  it.each([[{ dim: 0 }], [{ dim: 1.5 }], [{ resamplings: 0 }]])('refuses the option %j', options => {
    const runs = runsOf(stretched, SIZES, 0)
    expect(() => fitScaling(runs, options)).toThrow(OptionError)
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
