import { compressDataset, type DatasetCoreset, datasetStream, mergeCoresets } from '@polylog/dataset'
import { describe, expect, it } from 'vitest'
import { expectKept, OPTIONS, rowsFrom } from './rows-of-sums.js'

describe('a coreset of coresets', () => {
  it('keeps what a coreset of all rows keeps', async () => {
    const [one, two] = [rowsFrom(0, 2000), rowsFrom(2000, 1500)]
    const merged = await mergeCoresets(
      [await compressDataset(one, OPTIONS), await compressDataset(two, OPTIONS)],
      OPTIONS,
    )
    expectKept(merged, [...one, ...two])
    expect(merged.certificate).toMatchObject({ inputSize: 3500, outputSize: merged.size })
  })

  it('has row numbers of the first input', async () => {
    const rows = rowsFrom(0, 3000)
    const once = await compressDataset(rows, { ...OPTIONS, size: 400 })
    expectKept(await compressDataset(once, OPTIONS), rows)
  })

  it('never tells of a degree that its parts did not keep, but of any where they are whole', async () => {
    const rows = rowsFrom(0, 3000)
    const options = { target: 'y', inputs: ['a', 'b'], size: 120 } as const
    const degreeOf = ({ certificate }: DatasetCoreset) => certificate.strata[0].degree
    const [low, high] = [
      await compressDataset(rows, { ...options, degree: 1 }),
      await compressDataset(rows, { ...options, degree: 3 }),
    ]
    const again = await compressDataset(low, { ...options, size: 60, degree: 3 })
    expect(degreeOf(again)).toBe(1)
    expect(again.certificate.strata[0].inputSize).toBe(3000)
    expect(degreeOf(await mergeCoresets([low, high], { ...options, degree: 3 }))).toBe(1)
    expect(degreeOf(await mergeCoresets([high, high], { ...options, degree: 2 }))).toBe(2)
    const few = await compressDataset(rows.slice(0, 40), options)
    const together = await mergeCoresets([high, few], { ...options, size: 200 })
    expect(together.size).toBe(high.size + 40)
    expect(degreeOf(together)).toBe(3)
    const whole = await compressDataset(rows.slice(0, 100), { ...options, degree: 1 })
    expect(degreeOf(await compressDataset(whole, { ...options, size: 60, degree: 3 }))).toBe(3)
  })

  it('is refused what its parts were not made for', async () => {
    const rows = rowsFrom(0, 2000)
    const options = { target: 'y', inputs: ['a', 'b'], size: 60 } as const
    const linear = await compressDataset(rows, { ...options, leastSquares: 1 })
    const square = await compressDataset(rows, { ...options, degree: 4 })
    const quadratic = { ...options, leastSquares: 2 }
    await expect(compressDataset(linear, quadratic)).rejects.toThrow(
      'leastSquares is 2 for a coreset that is exact for degree 1. Give 1 or less, or compress all rows',
    )
    // Coefficients would be those of all rows, and the loss would not.
    await expect(compressDataset(square, quadratic)).rejects.toThrow('of which no least squares are exact')
    const exact = await compressDataset(rows, { ...quadratic, size: 80 })
    await expect(mergeCoresets([exact, linear], quadratic)).rejects.toThrow('exact for degree 1')
    const again = await compressDataset(exact, quadratic)
    expect(again.certificate.leastSquares).toBe(2)
    await expect(compressDataset(square, { ...options, loss: 'huber' })).rejects.toThrow(
      'A coreset made for the loss squared is to be compressed for the loss huber',
    )
    const positive = await compressDataset(
      rows.map(row => ({ ...row, y: row.y ** 2 })),
      { ...options, degree: 2 },
    )
    expect(
      (await compressDataset(positive, { ...options, size: 40, loss: 'poisson' })).certificate.loss,
    ).toBe('poisson')
    const stream = datasetStream({ ...quadratic, bufferRows: 1000 })
    await stream.push(rows)
    await expect(stream.merge(linear)).rejects.toThrow('exact for degree 1')
    expect((await stream.finish()).certificate.leastSquares).toBe(2)
  })

  it('is refused columns that its parts were not made for, and takes those that they were', async () => {
    const rows = rowsFrom(0, 2000).map((row, i) => ({ ...row, g: ['u', 'v', 'w'][i % 3] }))
    const few = { target: 'y', size: 60 } as const
    const exact = { ...few, leastSquares: 1 } as const
    const made = await compressDataset(rows, { ...exact, inputs: ['a'], by: 'kind', sums: ['b'] })
    expect(made.certificate).toMatchObject({ inputs: ['a'], sums: ['b'], groups: ['kind'] })
    const again = (options: object) => compressDataset(made, { ...exact, ...options })
    await expect(again({ inputs: ['a', 'b'] })).rejects.toThrow(
      'inputs is a, b for a coreset made for the inputs a, which knows nothing of b',
    )
    await expect(again({ sums: ['b', 'row'] })).rejects.toThrow('knows nothing of row')
    await expect(again({ by: ['kind', 'g'] })).rejects.toThrow(
      'by is kind, g for a coreset made for groups by kind, which knows nothing of g',
    )
    const blind = await compressDataset(rows, { ...exact, inputs: ['a'] })
    await expect(compressDataset(blind, { ...exact, by: 'g' })).rejects.toThrow(
      'by is g for a coreset made for no by, which knows nothing of g',
    )
    // What it is not told it takes from them; and sums are kept of inputs, too.
    const same = await again({ sums: ['a'], inputs: [], size: 40 })
    const total = (of: (row: (typeof rows)[number]) => number) => rows.reduce((sum, row) => sum + of(row), 0)
    const kept = (coreset: DatasetCoreset, of: (row: (typeof rows)[number]) => number) =>
      coreset.indices.reduce((sum, row, i) => sum + coreset.weights[i] * of(rows[row]), 0)
    expect(kept(same, ({ a }) => a)).toBeCloseTo(
      total(({ a }) => a),
      7,
    )
    const plain = await again({ size: 30 })
    expect(plain.certificate).toMatchObject({ inputs: ['a'], sums: [], groups: [], leastSquares: 1 })
    expect(kept(plain, ({ a, y }) => a * y)).toBeCloseTo(
      total(({ a, y }) => a * y),
      7,
    )
    const other = await compressDataset(rows, { ...exact, inputs: ['a', 'b'] })
    await expect(mergeCoresets([made, other], { ...exact, inputs: ['a', 'b'] })).rejects.toThrow(
      'knows nothing of b',
    )
    expect((await mergeCoresets([made, other], exact)).certificate.inputs).toEqual(['a'])
    const stream = datasetStream({ ...exact, inputs: ['a', 'b'], bufferRows: 1000 })
    await expect(stream.merge(made)).rejects.toThrow('knows nothing of b')
    // All rows know everything.
    const whole = await compressDataset(rows.slice(0, 50), { ...exact, inputs: ['a'] })
    const anew = await compressDataset(whole, { ...exact, size: 40, by: 'kind', inputs: ['a', 'b'] })
    expect(anew.certificate).toMatchObject({ groups: ['kind'], leastSquares: 1 })
  })

  it('is refused by the labels of classes what is no group of it, and keeps its classes', async () => {
    const rows = rowsFrom(0, 1500)
    const options = { target: 'kind', inputs: ['a', 'b'], size: 60 } as const
    const made = await compressDataset(rows, options)
    expect(made.certificate).toMatchObject({ groups: ['kind'], inputs: ['a', 'b'] })
    const again = await compressDataset(made, { ...options, size: 30, by: 'kind' })
    expect(again.certificate.strata.map(({ name }) => name)).toEqual(['kind=p', 'kind=q'])
  })

  it('needs coresets of the same columns', async () => {
    const one = await compressDataset(rowsFrom(0, 500), OPTIONS)
    const other = await compressDataset(
      rowsFrom(0, 500).map(({ b, ...row }) => row),
      OPTIONS,
    )
    await expect(mergeCoresets([one, other], OPTIONS)).rejects.toThrow(
      'Table 1 has no column "b", which table 0 has',
    )
    await expect(mergeCoresets([], OPTIONS)).rejects.toThrow('No coresets are given to merge')
  })
})
