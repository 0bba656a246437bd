import { createRng } from '@polylog/core'
import { compressDataset, datasetStream } from '@polylog/dataset'
import { describe, expect, it } from 'vitest'
import { expectKept, OPTIONS, rowsFrom } from './rows-of-sums.js'

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

  it('knows nothing of a first chunk that was refused', async () => {
    const stream = datasetStream({ ...OPTIONS, bufferRows: 1000 })
    const strange = rowsFrom(0, 5).map(row => ({ ...row, extra: 1, a: Number.NaN }))
    await expect(stream.push(strange)).rejects.toThrow('Column "a" is NaN in row 0')
    await stream.push(rowsFrom(0, 1200))
    expectKept(await stream.finish(), rowsFrom(0, 1200))
  })

  it('goes on after vectors that only go along, and are of another width', async () => {
    const stream = datasetStream({ inputs: ['a'], along: ['v'], size: 20, bufferRows: 100 })
    const rows = (width: number) =>
      Array.from({ length: 80 }, (_, i) => ({ a: i, v: new Array<number>(width).fill(i) }))
    await stream.push(rows(2))
    await expect(stream.push(rows(3))).rejects.toThrow('Column "v" holds 3 numbers in row 80, and 2 before')
    await expect(stream.push(rows(0))).rejects.toThrow('Column "v" holds no vector in row 80, and 2 before')
    await stream.push(rows(2))
    expect((await stream.finish()).certificate.inputSize).toBe(160)
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
