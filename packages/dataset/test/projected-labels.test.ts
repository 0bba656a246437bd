import { createRng } from '@polylog/core'
import { compressDataset, type DatasetCoreset } from '@polylog/dataset'
import { describe, expect, it } from 'vitest'

function noisy(size: number, noise: number, seed = 0) {
  const rng = createRng(seed)
  return Array.from({ length: size }, () => {
    const [a, b] = [2 * rng.uniform() - 1, 2 * rng.uniform() - 1]
    const clean = Math.max(0, a + b) - Math.abs(a - 0.3)
    return {
      a,
      b,
      clean,
      y: clean + noise * rng.normal(),
      z: 2 * clean,
      kind: rng.uniform() < 0.5 + clean / 4 ? 'p' : 'q',
    }
  })
}

describe("labels: 'projected'", () => {
  it('have the sums that those of all rows had, with polynomials of the inputs', async () => {
    const rows = noisy(5000, 1)
    const options = { target: 'y', inputs: ['a', 'b'], size: 300, labels: 'projected' } as const
    const { indices, weights, labels, certificate } = await compressDataset(rows, options)
    const [{ degree, labelResidual }] = certificate.strata
    expect(degree).toBeGreaterThanOrEqual(2)
    expect(labelResidual).toBeLessThan(1e-12)
    expect(labels!.names).toEqual(['y'])
    for (const [i, j] of [
      [0, 0],
      [1, 0],
      [0, 2],
      [1, 1],
    ]) {
      const whole = rows.reduce((sum, { a, b, y }) => sum + a ** i * b ** j * y, 0)
      let few = 0
      indices.forEach((row, k) => {
        few += weights[k] * rows[row].a ** i * rows[row].b ** j * labels!.values[k]
      })
      expect(few).toBeCloseTo(whole, 7)
    }
  })

  it('are free of most of the noise', async () => {
    const rows = noisy(20_000, 3)
    const options = { target: 'y', inputs: ['a', 'b'], size: 240 } as const
    const error = ({ indices }: DatasetCoreset, labels: ArrayLike<number>) =>
      Math.sqrt(indices.reduce((sum, row, i) => sum + (labels[i] - rows[row].clean) ** 2, 0) / indices.length)
    const projected = await compressDataset(rows, { ...options, labels: 'projected' })
    expect(error(projected, projected.labels!.values)).toBeLessThan(0.6)
    const kept = await compressDataset(rows, options)
    expect(
      error(
        kept,
        Array.from(kept.indices, row => rows[row].y),
      ),
    ).toBeGreaterThan(2)
  })

  it('of classes are shares that sum to 1, and keep the sums of every class', async () => {
    const rows = noisy(3000, 1)
    const coreset = await compressDataset(rows, {
      target: 'kind',
      inputs: ['a', 'b'],
      size: 150,
      labels: 'projected',
    })
    const { labels, weights } = coreset
    expect(labels!.names).toEqual(['kind=p', 'kind=q'])
    let mass = 0
    for (let i = 0; i < coreset.size; i++) {
      expect(labels!.values[2 * i] + labels!.values[2 * i + 1]).toBeCloseTo(1, 10)
      mass += weights[i] * labels!.values[2 * i]
    }
    expect(mass).toBeCloseTo(rows.filter(({ kind }) => kind === 'p').length, 7)
  })

  it('of classes stay between 0 and 1 where few cells tell many classes', async () => {
    const rng = createRng(6)
    const rows = Array.from({ length: 1500 }, () => {
      const [a, b] = [rng.normal(), rng.normal()]
      return { a, b, kind: a > 2 ? 'rare' : a + b > 0 ? 'p' : 'q' }
    })
    const { labels, weights, size, certificate } = await compressDataset(rows, {
      target: 'kind',
      size: 60,
      labels: 'projected',
      degree: 2,
    })
    expect(certificate.strata[0].averagedCells).toBeGreaterThan(0)
    const totals = [0, 0, 0]
    labels!.values.forEach((value, i) => {
      expect(value).toBeGreaterThan(-1e-9)
      expect(value).toBeLessThan(1 + 1e-9)
      totals[i % 3] += value * weights[Math.floor(i / 3)]
    })
    expect(size).toBeLessThanOrEqual(60)
    labels!.names.forEach((name, k) => {
      expect(totals[k]).toBeCloseTo(rows.filter(({ kind }) => name === `kind=${kind}`).length, 6)
    })
  })

  it('of several outputs are projected alike, group by group', async () => {
    const rows = noisy(2000, 0)
    const coreset = await compressDataset(rows, {
      target: ['y', 'z'],
      inputs: ['a', 'b'],
      by: 'kind',
      size: 120,
      labels: 'projected',
    })
    const { values } = coreset.labels!
    expect(coreset.certificate.strata.map(({ name }) => name)).toEqual(['kind=p', 'kind=q'])
    for (let i = 0; i < coreset.size; i++) expect(values[2 * i + 1]).toBeCloseTo(2 * values[2 * i], 8)
  })

  it('stay when the coreset is compressed again', async () => {
    const rows = noisy(5000, 1)
    const options = { target: 'y', inputs: ['a', 'b'], labels: 'projected' } as const
    const once = await compressDataset(rows, { ...options, size: 400 })
    const twice = await compressDataset(once, { ...options, size: 120 })
    const sum = ({ indices, weights, labels }: DatasetCoreset) =>
      indices.reduce((total, row, i) => total + weights[i] * rows[row].a * labels!.values[i], 0)
    expect(sum(twice)).toBeCloseTo(
      rows.reduce((total, { a, y }) => total + a * y, 0),
      7,
    )
    expect(twice.certificate).toMatchObject({ inputSize: 5000, outputSize: twice.size })
  })

  it('are refused for losses that are not linear in them, and without a target', async () => {
    const rows = noisy(100, 1)
    await expect(
      compressDataset(rows, { target: 'y', loss: 'huber', size: 20, labels: 'projected' }),
    ).rejects.toThrow('labels is "projected" with the loss huber, which is not linear in the labels')
    await expect(compressDataset(rows, { size: 20, labels: 'projected' })).rejects.toThrow(
      'labels is "projected" without a target',
    )
  })
})
