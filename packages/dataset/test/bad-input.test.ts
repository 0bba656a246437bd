import {
  batches,
  compressDataset,
  type DatasetOptions,
  encode,
  fitEncoding,
  readTable,
  sampleWeights,
  type TableInput,
} from '@polylog/dataset'
import { describe, expect, it } from 'vitest'

const rows = Array.from({ length: 100 }, (_, i) => ({
  x: i / 7,
  y: (i * i) % 11,
  kind: i < 90 ? 'common' : 'rare',
  when: new Date(i * 1e9),
}))

const changed = (row: number, change: object) =>
  rows.map((given, i) => (i === row ? { ...given, ...change } : given))

describe('errors name the column and the row', () => {
  it.each<[string, TableInput, Partial<DatasetOptions>, RegExp]>([
    ['mixed types', changed(17, { x: 'many' }), {}, /Column "x" is "many" in row 17, and a number before/],
    ['a missing value', changed(3, { x: null }), {}, /Column "x" is missing in row 3/],
    ['a number that is none', changed(4, { x: Number.NaN }), {}, /Column "x" is NaN in row 4/],
    ['a group that is no number', changed(4, { y: Number.NaN }), { by: 'y' }, /Column "y" is NaN in row 4/],
    [
      'an invalid date',
      changed(9, { when: new Date('soon') }),
      {},
      /Column "when" is no valid date in row 9/,
    ],
    ['an object', changed(0, { x: {} }), {}, /Column "x" is object in row 0/],
    [
      'a bigint beyond doubles',
      changed(2, { x: 2n ** 60n }),
      {},
      /Column "x" is 1152921504606846976 in row 2, which a double cannot hold/,
    ],
    [
      'constant labels',
      rows.map(row => ({ ...row, y: 3 })),
      { target: 'y' },
      /Column "y" of labels is 3 in every row/,
    ],
    [
      'one class',
      rows.map(row => ({ ...row, kind: 'a' })),
      { target: 'kind' },
      /Column "kind" of classes is a in every row/,
    ],
    [
      'a negative count',
      changed(5, { y: -1 }),
      { target: 'y', loss: 'poisson' },
      /Column "y" of labels is -1 in row 5/,
    ],
    [
      'a soft label above 1',
      rows,
      { target: 'y', loss: 'cross-entropy' },
      /Column "y" of soft labels is \d+ in row \d+/,
    ],
    [
      'a negative weight',
      changed(6, { y: -2 }),
      { weights: 'y' },
      /Column "y" is -2 in row 6, and holds the weights/,
    ],
    [
      'text as a number',
      rows,
      { target: 'kind', loss: 'squared' },
      /Column "kind" is "common" in row 0, not a number/,
    ],
    [
      'a class too small for its share',
      rows,
      { target: 'kind', allocation: 'equal', size: 40 },
      /The group kind=rare has 10 rows, fewer than its share of 20/,
    ],
    [
      'a group too small for its degree',
      rows,
      { target: 'kind', degree: 3, size: 30 },
      /Degree 3 needs \d+ rows of kind=rare, whose share is \d+ of its 10 rows/,
    ],
    ['more groups than rows', rows, { by: 'x', size: 10 }, /size is 10 for 100 groups of rows, such as x=/],
    ['an unknown column', rows, { target: 'z' }, /There is no column "z"\. The columns are x, y, kind, when/],
    ['an unknown option', rows, { sise: 10 } as object, /"sise" is not an option of compressDataset/],
    ['an unknown loss', rows, { loss: 'absolute' as 'huber' }, /loss is "absolute"\. Give squared/],
    ['columns of two lengths', { a: [1, 2, 3], b: [1, 2] }, {}, /Column "b" has 2 rows, and column "a" 3/],
    ['no rows', [], {}, /The table has no rows/],
    [
      'a row that is none',
      [{ x: 1 }, 5 as unknown as object],
      {},
      /Row 1 of the table is number, not a record/,
    ],
    [
      'least squares of texts',
      rows,
      { leastSquares: 1, target: 'kind' },
      /Column "kind" is "common" in row 0, not a number/,
    ],
    [
      'inputs that are all alike',
      rows.map(row => ({ ...row, kind: 'a' })),
      { inputs: ['kind'] },
      /Every row is alike in kind/,
    ],
    [
      'an invalid date as a group',
      changed(4, { when: new Date('soon') }),
      { by: 'when' },
      /Column "when" is no valid date in row 4/,
    ],
    [
      'projected labels and sums',
      rows,
      { target: 'y', sums: ['x'], labels: 'projected' },
      /labels is "projected" together with sums/,
    ],
    ['a loss without a target', rows, { loss: 'huber' }, /loss is huber without a target/],
    ['an input named twice', rows, { inputs: ['x', 'x'] }, /Column "x" is named twice/],
    [
      'least squares of a class',
      rows,
      { leastSquares: 1, target: 'kind', loss: 'cross-entropy' },
      /leastSquares is given with the loss cross-entropy/,
    ],
  ])('%s', async (_, input, options, message) => {
    await expect(compressDataset(input, { size: 20, ...options } as DatasetOptions)).rejects.toThrow(message)
  })

  it('a category that the encoding has not seen', async () => {
    const encoding = fitEncoding(await readTable(rows), ['x', 'kind'])
    const later = await readTable([...rows.slice(0, 2), { ...rows[2], kind: 'new' }])
    expect(() => encode(encoding, later)).toThrow(
      /Column "kind" is "new" in row 2, which was not there when the encoding was fitted\. Known are common, rare/,
    )
    const texts = await readTable([{ x: 'seven', kind: 'rare' }])
    expect(() => encode(encoding, texts)).toThrow(/Column "x" is a text in row 0, and was a number/)
  })

  it('class weights and batches that cannot be', async () => {
    const coreset = await compressDataset(rows, { target: 'kind', size: 20 })
    expect(() => sampleWeights(coreset, { classWeight: { rare: 2 } })).toThrow(
      'classWeight is given without a target',
    )
    expect(() => sampleWeights(coreset, { target: 'kind', classWeight: { seldom: 2 } })).toThrow(
      'classWeight names the class "seldom", which column "kind" does not have',
    )
    expect(() => [...batches(coreset.weights, { batchSize: 0 })]).toThrow('batchSize is 0')
    expect(() => [...batches(Float64Array.of(1, Number.NaN), { batchSize: 1 })]).toThrow(
      'The weight of row 1 is NaN',
    )
  })

  it('projected labels of another target', async () => {
    const coreset = await compressDataset(rows, { target: 'y', inputs: ['x'], size: 20, labels: 'projected' })
    await expect(compressDataset(coreset, { target: 'kind', inputs: ['x'], size: 10 })).rejects.toThrow(
      'A coreset made for the target y is to be compressed for the target kind',
    )
  })
})
