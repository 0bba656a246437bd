import { createRng } from '@polylog/core'
import { compressDataset, recordsOf } from '@polylog/dataset'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

function customers(size: number, seed = 0) {
  const rng = createRng(seed)
  return Array.from({ length: size }, () => ({
    age: 20 + 60 * rng.uniform(),
    spent: Math.exp(rng.normal()),
    region: rng.uniform() < 0.9 ? 'north' : 'south',
    left: rng.uniform() < 0.2,
  }))
}

describe('groups of rows', () => {
  it('have a coreset each, of their own mass and moments', async () => {
    const rows = customers(4000)
    const coreset = await compressDataset(rows, { target: 'left', by: 'region', size: 600, degree: 2 })
    const kept = recordsOf(coreset.table)
    for (const region of ['north', 'south']) {
      for (const left of [true, false]) {
        const sum = (all: readonly unknown[], weightOf: (i: number) => number) =>
          (all as typeof rows).reduce(
            (total, row, i) =>
              total + (row.region === region && row.left === left ? weightOf(i) * row.age * row.spent : 0),
            0,
          )
        const whole = sum(rows, () => 1)
        expect(sum(kept, i => coreset.weights[i]) / whole).toBeCloseTo(1, 10)
      }
    }
    expect(coreset.certificate.strata.map(({ name }) => name)).toEqual([
      'left=false, region=north',
      'left=false, region=south',
      'left=true, region=north',
      'left=true, region=south',
    ])
  })

  it('are given rows by their mass, or all alike', async () => {
    const rows = customers(4000)
    const sizes = async (allocation: 'proportional' | 'equal') =>
      (
        await compressDataset(rows, { by: 'region', size: 100, allocation, degree: 1 })
      ).certificate.strata.map(({ outputSize }) => outputSize)
    const [north, south] = await sizes('proportional')
    expect(north).toBeGreaterThan(6 * south)
    const [one, other] = await sizes('equal')
    expect(Math.abs(one - other)).toBeLessThan(10)
  })

  it('get rows by their mass, however many small ones there are', async () => {
    const rng = createRng(2)
    const rows = Array.from({ length: 5000 }, (_, i) => ({
      x: rng.normal(),
      g: i < 4000 ? 'large' : `g${i % 50}`,
    }))
    const { certificate } = await compressDataset(rows, { by: 'g', size: 200, degree: 0 })
    const large = certificate.strata.find(({ name }) => name === 'g=large')!
    expect(large.outputSize).toBeGreaterThan(140)
    expect(certificate.strata).toHaveLength(51)
  })

  it('that are small get what degree 1 needs, where there is room', async () => {
    const rng = createRng(3)
    const rows = Array.from({ length: 3000 }, (_, i) => ({
      x: rng.normal(),
      y: rng.normal(),
      rare: i % 100 === 0,
    }))
    const { certificate } = await compressDataset(rows, { target: 'rare', size: 60 })
    expect(certificate.strata.map(({ outputSize }) => outputSize)).toEqual([57, 3])
    expect(certificate.strata[1].degree).toBe(1)
  })

  it('are never more than asked for, and never lose a group, whatever their sizes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 6, max: 80 }),
        async (counts, size) => {
          const rng = createRng(counts.length)
          const rows = counts.flatMap((count, group) =>
            Array.from({ length: count }, () => ({ x: rng.normal(), group: `g${group}` })),
          )
          const { indices, weights } = await compressDataset(rows, { by: 'group', size })
          expect(indices.length).toBeLessThanOrEqual(Math.max(size, counts.length))
          counts.forEach((count, group) => {
            let mass = 0
            indices.forEach((row, i) => {
              if (rows[row].group === `g${group}`) mass += weights[i]
            })
            expect(mass).toBeCloseTo(count, 9)
          })
        },
      ),
      { numRuns: 40 },
    )
  })
})

describe('what is left alone', () => {
  it('rows of weight zero count for nothing, and a table that is small enough stays as it is', async () => {
    const rows = customers(50).map((row, i) => ({ ...row, weight: i % 2 }))
    const { indices, weights } = await compressDataset(rows, { weights: 'weight', along: ['left'], size: 50 })
    expect(Array.from(indices)).toEqual(Array.from({ length: 25 }, (_, i) => 2 * i + 1))
    expect(weights.every(weight => weight === 1)).toBe(true)
  })

  it('gives the same rows for the same seed', async () => {
    const rows = customers(2000)
    const run = async () => {
      const { indices, weights } = await compressDataset(rows, { target: 'spent', size: 100, seed: 4 })
      return { indices, weights }
    }
    expect(await run()).toEqual(await run())
  })

  it('is interrupted by its signal', async () => {
    const reason = new Error('enough')
    await expect(
      compressDataset(customers(2000), { size: 100, signal: AbortSignal.abort(reason) }),
    ).rejects.toThrow('enough')
  })
})
