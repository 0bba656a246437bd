import { createRng } from '@polylog/core'
import { compressDataset, type DatasetCoreset, datasetStream, mergeCoresets } from '@polylog/dataset'
import { describe, expect, it } from 'vitest'

const OPTIONS = { target: 'y', along: ['row'], size: 120, degree: 2 } as const

function rowsFrom(first: number, count: number) {
  const rng = createRng(first)
  return Array.from({ length: count }, (_, i) => {
    const [a, b] = [rng.normal(), rng.uniform()]
    const kind = ['p', 'q'][rng.integer(2)]
    return { a, b, kind, y: a * b + rng.normal(), row: first + i }
  })
}

type Row = ReturnType<typeof rowsFrom>[number]

/** Sums of all that degree 2 with the label keeps, of both kinds. */
function sums(rows: readonly Row[], weightOf: (i: number) => number): number[] {
  const total = new Array<number>(12).fill(0)
  rows.forEach(({ a, b, kind, y }, i) => {
    const isP = Number(kind === 'p')
    ;[1, y, a * a, b * b * y, a * b * y, isP, isP * a * y, isP * b].forEach((value, j) => {
      total[j] += weightOf(i) * value
    })
  })
  return total
}

function expectKept(coreset: DatasetCoreset, rows: readonly Row[]): void {
  const whole = sums(rows, () => 1)
  const few = sums(
    Array.from(coreset.indices, row => rows[row]),
    i => coreset.weights[i],
  )
  whole.forEach((sum, j) => {
    expect(Math.abs(few[j] - sum)).toBeLessThan(1e-10 * rows.length)
  })
  expect(coreset.size).toBeLessThanOrEqual(OPTIONS.size)
  expect(Array.from(coreset.table.columns.get('row') as number[])).toEqual(
    Array.from(coreset.indices, row => rows[row].row),
  )
}

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

describe('a stream', () => {
  it.each([1, 700, 5000])('in chunks of %i rows keeps the sums of all of them', async chunk => {
    const count = chunk === 1 ? 300 : 6000
    const rows = rowsFrom(0, count)
    const stream = datasetStream({ ...OPTIONS, bufferRows: 1000 })
    for (let from = 0; from < count; from += chunk) await stream.push(rows.slice(from, from + chunk))
    expectKept(await stream.finish(), rows)
  })

  it('chooses a degree on its first buffer and keeps to it', async () => {
    const rows = rowsFrom(0, 5000)
    const { degree: _, ...options } = OPTIONS
    const stream = datasetStream({ ...options, bufferRows: 1000 })
    await stream.push(rows)
    const early = await stream.snapshot()
    await stream.push(rowsFrom(5000, 1000))
    const late = await stream.finish()
    expect(late.certificate.inputSize).toBe(6000)
    expect(late.certificate.strata[0].degree).toBe(early.certificate.strata[0].degree)
    await expect(stream.push(rows)).rejects.toThrow('Rows are pushed after finish')
  })

  it('is refused without rows, or with a buffer that is too small', async () => {
    await expect(datasetStream(OPTIONS).finish()).rejects.toThrow('No rows were pushed')
    expect(() => datasetStream({ ...OPTIONS, bufferRows: 100 })).toThrow('bufferRows is 100')
  })
})
