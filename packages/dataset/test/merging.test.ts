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

  it('keeps the sums of a group that is rare at first, of its own degree', async () => {
    const rng = createRng(8)
    const rows = Array.from({ length: 12_000 }, (_, i) => ({
      a: rng.normal(),
      b: rng.uniform(),
      group: rng.uniform() < (i < 6000 ? 0.01 : 0.7) ? 'rare' : 'common',
    }))
    const stream = datasetStream({ by: 'group', size: 100, bufferRows: 1000 })
    for (let from = 0; from < 12_000; from += 500) await stream.push(rows.slice(from, from + 500))
    const { indices, weights, certificate } = await stream.finish()
    for (const { name, degree } of certificate.strata) {
      const sum = (indexed: readonly (readonly [number, number])[], power: number) =>
        indexed.reduce(
          (total, [row, weight]) =>
            total + (name === `group=${rows[row].group}` ? weight * rows[row].a ** power * rows[row].b : 0),
          0,
        )
      const all = rows.map((_, row) => [row, 1] as const)
      const few = Array.from(indices, (row, i) => [row, weights[i]] as const)
      expect(degree).toBeGreaterThan(1)
      for (let power = 0; power < degree!; power++) expect(sum(few, power)).toBeCloseTo(sum(all, power), 6)
    }
  })

  it('gives groups equal shares, if rare ones have enough rows in all, and refuses them if not', async () => {
    const rowsOf = (every: number) => {
      const rng = createRng(10)
      return Array.from({ length: 8000 }, (_, i) => ({
        a: rng.normal(),
        group: i % every === 0 ? 'rare' : 'common',
      }))
    }
    const run = async (every: number) => {
      const stream = datasetStream({
        inputs: ['a'],
        by: 'group',
        allocation: 'equal',
        size: 80,
        bufferRows: 500,
      })
      const rows = rowsOf(every)
      for (let from = 0; from < rows.length; from += 500) await stream.push(rows.slice(from, from + 500))
      return stream.finish()
    }
    // 1 % of all rows, 5 of a buffer: as many as the share of 40 asks for, twice.
    const { certificate } = await run(100)
    expect(certificate.strata.map(({ name, inputSize }) => [name, inputSize])).toEqual([
      ['group=common', 7920],
      ['group=rare', 80],
    ])
    for (const { outputSize } of certificate.strata) expect(outputSize).toBeGreaterThan(30)
    await expect(run(250)).rejects.toThrow('The group group=rare has 32 rows, fewer than its share of 40')
  })

  it.each([
    ['classes that come one after the other', { target: 'kind' }],
    ['shares of them', { target: 'kind', labels: 'projected' }],
    ['labels that are alike for long', { target: 'step' }],
    ['groups of which one comes late', { by: 'kind', allocation: 'equal' }],
  ] as const)('takes %s', async (_, options) => {
    const rng = createRng(9)
    const rows = Array.from({ length: 4000 }, (_, i) => ({
      a: rng.normal(),
      kind: i < 2500 ? 'early' : 'late',
      step: i < 2500 ? 0 : 1,
    }))
    const stream = datasetStream({ inputs: ['a'], size: 60, bufferRows: 500, ...options })
    for (let from = 0; from < 4000; from += 500) await stream.push(rows.slice(from, from + 500))
    const { indices, weights, labels, certificate } = await stream.finish()
    expect(indices.length).toBeLessThanOrEqual(60)
    expect(certificate.momentResidual).toBeLessThan(1e-12)
    let late = 0
    indices.forEach((row, i) => {
      late +=
        weights[i] *
        (labels ? labels.values[i * labels.names.length + labels.names.length - 1] : Number(row >= 2500))
    })
    if (!('target' in options) || options.target === 'kind') expect(late).toBeCloseTo(1500, 6)
  })

  it('with projected labels keeps the sums of all labels', async () => {
    const rows = rowsFrom(0, 5000)
    const options = { target: 'y', inputs: ['a', 'b'], size: 120, labels: 'projected' } as const
    const stream = datasetStream({ ...options, bufferRows: 1000 })
    for (let from = 0; from < 5000; from += 1000) await stream.push(rows.slice(from, from + 1000))
    const { indices, weights, labels, certificate } = await stream.finish()
    const degree = certificate.strata[0].degree!
    for (let power = 0; power <= degree; power++) {
      let few = 0
      indices.forEach((row, i) => {
        few += weights[i] * labels!.values[i] * rows[row].a ** power
      })
      expect(few).toBeCloseTo(
        rows.reduce((total, { a, y }) => total + y * a ** power, 0),
        6,
      )
    }
  })

  it('merges coresets before any rows come', async () => {
    const options = { target: 'y', inputs: ['a', 'b'], size: 100 } as const
    const parts = [rowsFrom(0, 2000), rowsFrom(2000, 2000), rowsFrom(4000, 3000)]
    const stream = datasetStream({ ...options, bufferRows: 1000 })
    for (const part of parts.slice(0, 2)) {
      await stream.merge(await compressDataset(part, { ...options, size: 400 }))
    }
    await stream.push(parts[2])
    const { indices, weights, certificate } = await stream.finish()
    const rows = parts.flat()
    expect(certificate.inputSize).toBe(rows.length)
    expect(certificate.strata[0].degree).toBeGreaterThanOrEqual(1)
    const total = rows.reduce((sum, { a, y }) => sum + a * y, 0)
    expect(indices.reduce((sum, row, i) => sum + weights[i] * rows[row].a * rows[row].y, 0)).toBeCloseTo(
      total,
      6,
    )
  })

  it('goes on after a chunk without a column that is only taken along, and with rows all alike', async () => {
    const stream = datasetStream({ ...OPTIONS, bufferRows: 1000 })
    await stream.push(rowsFrom(0, 600))
    const bare = rowsFrom(600, 300).map(({ row: _, ...others }) => others)
    await expect(stream.push(bare)).rejects.toThrow('There is no column "row"')
    await stream.push(rowsFrom(600, 900))
    expectKept(await stream.finish(), [...rowsFrom(0, 600), ...rowsFrom(600, 900)])

    const byClass = datasetStream({ inputs: ['k'], target: 'y', size: 20, bufferRows: 100, loss: 'squared' })
    const alike = Array.from({ length: 250 }, (_, i) => ({ k: i < 120 ? 'x' : 'z', y: i % 7 }))
    for (let from = 0; from < 250; from += 50) await byClass.push(alike.slice(from, from + 50))
    const { indices, weights } = await byClass.finish()
    const ofX = indices.reduce((sum, row, i) => sum + (row < 120 ? weights[i] : 0), 0)
    expect(ofX).toBeCloseTo(120, 9)
    const groups = datasetStream({ inputs: ['k'], by: 'g', size: 20, bufferRows: 100 })
    const grouped = alike.map(({ k, y }) => ({ k, g: y % 2 }))
    for (let from = 0; from < 250; from += 50) await groups.push(grouped.slice(from, from + 50))
    const found = await groups.finish()
    expect(found.indices.reduce((sum, row, i) => sum + (row < 120 ? found.weights[i] : 0), 0)).toBeCloseTo(
      120,
      9,
    )
  })

  it('merges another one, or a coreset', async () => {
    const [one, two] = [rowsFrom(0, 2500), rowsFrom(2500, 1500)]
    const stream = datasetStream({ ...OPTIONS, bufferRows: 1000 })
    await stream.push(one)
    await stream.merge(await compressDataset(two, { ...OPTIONS, size: 300 }))
    expectKept(await stream.finish(), [...one, ...two])
  })

  it('lets arrays be used again, and keeps their types', async () => {
    const a = new Float64Array(400)
    const stream = datasetStream({ size: 40, degree: 1, bufferRows: 1000 })
    let total = 0
    for (let part = 0; part < 5; part++) {
      for (let i = 0; i < 400; i++) a[i] = Math.sin(part * 400 + i)
      total += a.reduce((sum, value) => sum + value, 0)
      await stream.push({ a })
    }
    const { table, weights } = await stream.finish()
    const kept = table.columns.get('a') as Float64Array
    expect(kept).toBeInstanceOf(Float64Array)
    expect(kept.reduce((sum, value, i) => sum + weights[i] * value, 0)).toBeCloseTo(total, 9)
  })

  it.each<[string, object, RegExp]>([
    ['a missing value', { a: null }, /Column "a" is missing in row 1207/],
    [
      'a value of another kind than in rows long compressed',
      { a: 'many' },
      /Column "a" is "many" in row 1207, and a number before/,
    ],
    ['a number that is none', { y: Number.NaN }, /Column "y" is NaN in row 1207/],
    ['a weight below 0', { w: -1 }, /Column "w" is -1 in row 1207, and holds the weights/],
    ['a vector', { a: [1, 2] }, /Column "a" is an array in row 1207/],
  ])('names the row in the stream of %s, and goes on without its chunk', async (_, change, problem) => {
    const weighted = (from: number, size: number) => rowsFrom(from, size).map(row => ({ ...row, w: 1 }))
    const stream = datasetStream({ ...OPTIONS, weights: 'w', bufferRows: 1000 })
    await stream.push(weighted(0, 1200))
    const bad = weighted(1200, 300).map((row, i) => (i === 7 ? { ...row, ...change } : row))
    await expect(stream.push(bad)).rejects.toThrow(problem)
    await stream.push(weighted(1200, 300))
    expectKept(await stream.finish(), [...rowsFrom(0, 1200), ...rowsFrom(1200, 300)])
  })

  it.each<[string, object, object, RegExp]>([
    ['a count below 0', { loss: 'poisson' }, { y: -1 }, /Column "y" of labels is -1 in row 1207/],
    [
      'a share above 1',
      { loss: 'cross-entropy' },
      { y: 1.5 },
      /Column "y" of soft labels is 1.5 in row 1207/,
    ],
  ])('names the row of %s, which is no label of the loss', async (_, options, change, problem) => {
    const labelled = (from: number, size: number) =>
      rowsFrom(from, size).map(({ a, b }, i) => ({ a, b, y: (i % 3) / 2 }))
    const stream = datasetStream({ target: 'y', size: 100, degree: 1, bufferRows: 1000, ...options })
    await stream.push(labelled(0, 1200))
    const bad = labelled(1200, 300).map((row, i) => (i === 7 ? { ...row, ...change } : row))
    await expect(stream.push(bad)).rejects.toThrow(problem)
    await stream.push(labelled(1200, 300))
    expect((await stream.finish()).weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1500, 6)
  })

  it('refuses rows without a column that those before had, and texts where the loss wants numbers', async () => {
    const stream = datasetStream({ target: 'y', size: 20, degree: 1, bufferRows: 200 })
    await stream.push([{ a: 1, b: 2, y: 3 }])
    await expect(stream.push([{ a: 1, y: 3 }])).rejects.toThrow('There is no column "b"')
    const counts = datasetStream({ target: 'y', loss: 'poisson', size: 20, bufferRows: 200 })
    await expect(counts.push([{ a: 1, y: 'many' }])).rejects.toThrow(
      'Column "y" is a text in row 0, not a number',
    )
  })

  it('names the row of a vector that is not finite, and of numbers where vectors were', async () => {
    const stream = datasetStream({ size: 20, bufferRows: 200 })
    const vectors = (values: readonly number[]) => ({ v: { values: Float32Array.from(values), width: 2 } })
    await stream.push(vectors([1, 2, 3, 4, 5, 6]))
    await expect(stream.push(vectors([1, 2, 3, Infinity]))).rejects.toThrow(
      'Column "v" holds Infinity in row 4',
    )
    await expect(stream.push({ v: { values: new Float32Array(9), width: 3 } })).rejects.toThrow(
      'Column "v" holds 3 numbers in row 3, and 2 before',
    )
    await expect(stream.push({ v: [7, 8] })).rejects.toThrow('Column "v" is 7 in row 3, and a vector before')
  })

  it('is refused without rows, or with a buffer that is too small', async () => {
    await expect(datasetStream(OPTIONS).finish()).rejects.toThrow('No rows were pushed')
    expect(() => datasetStream({ ...OPTIONS, bufferRows: 100 })).toThrow('bufferRows is 100')
  })
})
