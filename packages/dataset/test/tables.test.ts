import { DuckDBInstance } from '@duckdb/node-api'
import {
  compressDataset,
  encode,
  fitEncoding,
  readTable,
  recordsOf,
  type TableInput,
  takeTableRows,
} from '@polylog/dataset'
import { tensor1d, tensor2d } from '@tensorflow/tfjs'
import {
  Table as ArrowTable,
  Field,
  FixedSizeList,
  Float16,
  Float64,
  List,
  tableFromArrays,
  tableFromIPC,
  tableToIPC,
  vectorFromArray,
} from 'apache-arrow'
import { describe, expect, it } from 'vitest'

const SIZE = 300
const DAY = 86_400_000

const numbers = Float64Array.from({ length: SIZE }, (_, i) => Math.sin(i) * 100)
const whole = Int32Array.from({ length: SIZE }, (_, i) => (7 * i) % 31)
const names = Array.from({ length: SIZE }, (_, i) => ['ATL', 'JFK', 'ORD'][i % 3])
const flags = Array.from({ length: SIZE }, (_, i) => i % 4 === 0)
const dates = Array.from({ length: SIZE }, (_, i) => new Date(Date.UTC(2001, 0, 1) + i * DAY))
const vectors = { values: Float32Array.from({ length: 2 * SIZE }, (_, i) => Math.cos(i)), width: 2 }

const records = Array.from({ length: SIZE }, (_, i) => ({
  number: numbers[i],
  whole: whole[i],
  name: names[i],
  flag: flags[i],
  date: dates[i],
  note: i % 5 === 0 ? null : { any: i },
}))

async function duckDbResult() {
  const connection = await (await DuckDBInstance.create()).connect()
  return connection.runAndReadAll(
    `SELECT 100 * sin(i)::DOUBLE AS number, ((7 * i) % 31)::INTEGER AS whole, ['ATL', 'JFK', 'ORD'][(i % 3) + 1] AS name,
       i % 4 = 0 AS flag, TIMESTAMP '2001-01-01' + to_days(i::INTEGER) AS date,
       [cos(2 * i)::FLOAT, cos(2 * i + 1)::FLOAT] AS vectors FROM range(${SIZE}) AS t(i)`,
  )
}

/** What a row of a table must hold, whatever form it came in; tensors hold single-precision numbers. */
const ORIGINALS: Readonly<Record<string, (value: unknown, row: number) => void>> = {
  number: (value, row) => expect(value).toBeCloseTo(numbers[row], 4),
  whole: (value, row) => expect(Number(value)).toBe(whole[row]),
  name: (value, row) => expect(value).toBe(names[row]),
  flag: (value, row) => expect(value).toBe(flags[row]),
  date: (value, row) => expect(new Date(value as Date).getTime()).toBe(dates[row].getTime()),
  note: (value, row) => expect(value).toEqual(records[row].note),
  vectors: (value, row) => expect(value).toEqual(vectorOf(row)),
}

const vectorOf = (row: number) => [...vectors.values.subarray(2 * row, 2 * row + 2)]

function expectOriginal(
  record: Readonly<Record<string, unknown>>,
  row: number,
  columns: readonly string[],
): void {
  expect(Object.keys(record)).toEqual(columns)
  for (const name of columns) ORIGINALS[name](record[name], row)
}

describe('tables of every kind', () => {
  const columns = { number: numbers, whole, name: names, flag: flags, date: dates }
  const inputs: readonly (readonly [string, string, () => TableInput | Promise<TableInput>])[] = [
    ['an array of records', 'number whole name flag date note', () => records],
    [
      'records with lists',
      'number whole name flag date note vectors',
      () => records.map((record, row) => ({ ...record, vectors: vectorOf(row) })),
    ],
    ['columns', 'number whole name flag date', () => columns],
    ['columns with vectors', 'number whole name flag date vectors', () => ({ ...columns, vectors })],
    [
      'tensors',
      'number whole vectors',
      () => ({
        number: tensor1d(Float32Array.from(numbers)),
        whole: tensor1d(whole, 'int32'),
        vectors: tensor2d(vectors.values, [SIZE, 2]),
      }),
    ],
    [
      'an Arrow table',
      'number whole name date',
      () => tableFromIPC(tableToIPC(tableFromArrays({ number: numbers, whole, name: names, date: dates }))),
    ],
    [
      'a DuckDB result',
      'number whole name flag date vectors',
      async () => (await duckDbResult()) as unknown as TableInput,
    ],
  ]

  it.each(inputs)('from %s: rows come back as they were', async (_, expected, make) => {
    const input = await make()
    const columns = expected.split(' ')
    const table = await readTable(input)
    expect(table.size).toBe(SIZE)
    const coreset = await compressDataset(input, {
      along: table.columns.has('note') ? ['note'] : [],
      size: 60,
    })
    expect(coreset.size).toBeLessThanOrEqual(60)
    recordsOf(table).forEach((record, row) => {
      expectOriginal(record, row, columns)
    })
    recordsOf(coreset.table).forEach((record, i) => {
      expectOriginal(record, coreset.indices[i], columns)
    })
    // What comes out can go in again.
    expect(
      (
        await compressDataset(recordsOf(coreset.table), {
          along: columns.includes('note') ? ['note'] : [],
          size: 20,
        })
      ).size,
    ).toBeLessThanOrEqual(20)
    expect(coreset.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(SIZE, 9)
  })

  it('say the same in whatever form they come', async () => {
    const keptOf = async (input: TableInput) =>
      (await compressDataset(input, { inputs: ['number', 'name', 'date'], size: 40 })).indices
    const first = await keptOf(records)
    expect(await keptOf(columns)).toEqual(first)
    expect(await keptOf(tableFromArrays({ number: numbers, name: names, date: dates }))).toEqual(first)
  })

  it('keep the types of their columns', async () => {
    const { table } = await compressDataset({ ...columns, vectors }, { size: 40 })
    expect(table.columns.get('number')).toBeInstanceOf(Float64Array)
    expect(table.columns.get('whole')).toBeInstanceOf(Int32Array)
    expect(table.columns.get('vectors')).toMatchObject({ width: 2 })
    expect((table.columns.get('date') as Date[])[0]).toBeInstanceOf(Date)
  })

  it('of 16-bit numbers, booleans, NULLs and 64-bit integers in Arrow are read as their values', async () => {
    const table = new ArrowTable({
      half: vectorFromArray([1.5, 2.5, -3], new Float16()),
      flag: vectorFromArray([true, false, true]),
      large: vectorFromArray([1n, 2n, 3n]),
      missing: vectorFromArray([1, null, 3]),
    })
    const read = await readTable(table)
    expect(recordsOf(read)).toEqual([
      { half: 1.5, flag: true, large: 1n, missing: 1 },
      { half: 2.5, flag: false, large: 2n, missing: null },
      { half: -3, flag: true, large: 3n, missing: 3 },
    ])
    const { indices } = await compressDataset(table, { along: ['missing'], size: 3 })
    expect(Array.from(indices)).toEqual([0, 1, 2])
  })

  it('of lists of one length in Arrow are read as vectors', async () => {
    const item = new Field('item', new Float64())
    const table = new ArrowTable({
      v: vectorFromArray(
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        new FixedSizeList(3, item),
      ),
    })
    expect(recordsOf(await readTable(table))).toEqual([{ v: [1, 2, 3] }, { v: [4, 5, 6] }])
  })

  it('of lists that are no vectors may go along, and are refused with their row where they are used', async () => {
    const withLists = (lists: readonly unknown[]) => lists.map((list, i) => ({ a: i, list }))
    for (const [third, problem] of [
      [[1], 'Column "list" holds 1 numbers, and 2 before, in row 2'],
      [null, 'Column "list" is missing in row 2'],
      [[1, 'x'], 'Column "list" holds "x" at place 1 in row 2'],
      [7, 'Column "list" is 7, and a list before, in row 2'],
    ] as const) {
      const rows = withLists([[1, 2], [3, 4], third, [5, 6]])
      await expect(compressDataset(rows, { size: 3 })).rejects.toThrow(problem)
      const { table, indices } = await compressDataset(rows, { along: ['list'], size: 3 })
      expect(recordsOf(table)).toEqual(Array.from(indices, row => rows[row]))
    }
    const item = new Field('item', new Float64())
    const table = new ArrowTable({ v: vectorFromArray([[1, 2], null, [3, 4]], new FixedSizeList(2, item)) })
    await expect(compressDataset(table, { size: 2 })).rejects.toThrow('Column "v" is missing in row 1')
    const lists = new ArrowTable({
      v: vectorFromArray(
        [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        new List(item),
      ),
    })
    expect(recordsOf(await readTable(lists))).toEqual([{ v: [1, 2] }, { v: [3, 4] }, { v: [5, 6] }])
  })

  it('of DuckDB with a date that JavaScript has not are refused in plain words', async () => {
    const connection = await (await DuckDBInstance.create()).connect()
    const result = await connection.runAndReadAll(
      `SELECT CASE WHEN i = 1 THEN DATE '290000-01-01' ELSE DATE '2001-01-01' END AS d, i FROM range(3) t(i)`,
    )
    await expect(readTable(result as unknown as TableInput)).rejects.toThrow(
      'Column "d" is 290000-01-01 in row 1, which is no date that JavaScript can hold',
    )
  })

  it('are never written to', async () => {
    const copy = {
      number: numbers.slice(),
      name: [...names],
      vectors: { values: vectors.values.slice(), width: 2 },
    }
    const input = { number: numbers, name: names, vectors }
    await compressDataset(input, { size: 30, target: 'number' })
    expect(input).toEqual(copy)
  })
})

describe('an encoding', () => {
  it('standardises numbers and dates, and makes categories and booleans 0 or 1', async () => {
    const table = await readTable(records)
    const encoding = fitEncoding(table, ['name', 'number', 'flag', 'date'])
    expect(encoding.names).toEqual(['number', 'date', 'name=JFK', 'name=ORD', 'flag'])
    expect(encoding.numeric).toBe(2)
    const points = encode(encoding, table)
    for (const axis of [0, 1]) {
      let [sum, squares] = [0, 0]
      for (let row = 0; row < SIZE; row++) {
        sum += points[row * 5 + axis]
        squares += points[row * 5 + axis] ** 2
      }
      expect(sum / SIZE).toBeCloseTo(0, 12)
      expect(squares / SIZE).toBeCloseTo(1, 12)
    }
    records.forEach(({ name, flag }, row) => {
      expect(Array.from(points.subarray(row * 5 + 2, row * 5 + 5))).toEqual([
        Number(name === 'JFK'),
        Number(name === 'ORD'),
        Number(flag),
      ])
    })
  })

  it('whitens: numbers are uncorrelated and of unit variance', async () => {
    const a = Float64Array.from(numbers, (value, i) => value + whole[i])
    const table = await readTable({ a, number: numbers, constant: new Float64Array(SIZE).fill(3) })
    const points = encode(fitEncoding(table, ['a', 'number', 'constant'], { scaling: 'whitened' }), table)
    const moment = (i: number, j: number) =>
      Array.from({ length: SIZE }, (_, row) => points[3 * row + i] * points[3 * row + j]).reduce(
        (x, y) => x + y,
      ) / SIZE
    expect(moment(0, 0)).toBeCloseTo(1, 9)
    expect(moment(1, 1)).toBeCloseTo(1, 9)
    expect(moment(0, 1)).toBeCloseTo(0, 9)
    expect(moment(2, 2)).toBeCloseTo(0, 9)
  })

  it('can be saved as JSON and used on other rows', async () => {
    const table = await readTable(records)
    const fitted = fitEncoding(table, ['number', 'name', 'whole'], { scaling: 'whitened' })
    const saved = JSON.parse(JSON.stringify(fitted))
    expect(encode(saved, table)).toEqual(encode(fitted, table))
    const encoding = fitEncoding(table, ['number', 'name'], { scaling: 'none' })
    const some = takeTableRows(table, Uint32Array.of(5, 7))
    expect(Array.from(encode(encoding, some))).toEqual([
      numbers[5],
      Number(names[5] === 'JFK'),
      Number(names[5] === 'ORD'),
      numbers[7],
      Number(names[7] === 'JFK'),
      Number(names[7] === 'ORD'),
    ])
  })
})
