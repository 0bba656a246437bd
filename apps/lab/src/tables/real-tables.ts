import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { createRng } from '@polylog/core'
import { drawRows, type Table, takeTableRows } from '@polylog/dataset'
import { autoType, csvParse } from 'd3-dsv'

/** A table of vega-datasets, what is to be told from what, and the rows that nobody trains on. */
export interface RealTable {
  readonly train: Table
  readonly test: Table
  readonly target: string
  readonly inputs: readonly string[]
}

export const REAL_TABLES = ['flights', 'weather', 'birdstrikes'] as const

export type RealTableName = (typeof REAL_TABLES)[number]

export const DESCRIPTIONS: Readonly<Record<RealTableName, string>> = {
  flights: 'Is a flight more than 15 minutes late, by hour, day and distance? (`flights-3m`)',
  weather:
    'The temperature of an hour in Seattle, by hour, day, pressure and wind (`seattle-weather-hourly-normals`)',
  birdstrikes:
    'Was there damage, by speed, phase of flight, time of day and size of the animal? (`birdstrikes`)',
}

/** Rows that models are tried on, of so many. */
const TEST_SHARE = 5

const DAY = 86_400_000

/** @param step of the flights, every so many rows are taken */
export async function realTable(name: RealTableName, step: number, seed: number): Promise<RealTable> {
  switch (name) {
    case 'flights':
      return split(await flights(step), 'late', seed)
    case 'weather':
      return split(weather(), 'temperature', seed)
    case 'birdstrikes':
      return split(birdstrikes(), 'damage', seed)
  }
}

function pathOf(file: string): string {
  const entry = createRequire(import.meta.url).resolve('vega-datasets')
  return join(dirname(entry), '..', 'data', file)
}

/** Every so many rows of the three million. */
export async function flights(step: number): Promise<Table> {
  const instance = await DuckDBInstance.create()
  const connection = await instance.connect()
  const sql = `SELECT hour(date) + minute(date) / 60.0::DOUBLE AS hour, dayofyear(date)::DOUBLE AS day,
    distance::DOUBLE AS distance, delay::DOUBLE AS delay
    FROM read_parquet('${pathOf('flights-3m.parquet')}', file_row_number = true)
    WHERE file_row_number % ${step} = 0`
  const result = await connection.stream(sql)
  const columns: number[][] = [[], [], [], []]
  for (;;) {
    const chunk = await result.fetchChunk()
    if (!chunk || chunk.rowCount === 0) break
    for (const [i, column] of columns.entries()) {
      for (const value of chunk.getColumnValues(i)) column.push(Number(value))
    }
  }
  connection.closeSync()
  instance.closeSync()
  const [hour, day, distance, delay] = columns.map(column => Float64Array.from(column))
  const late = Array.from(delay, minutes => (minutes > 15 ? 'late' : 'on time'))
  return { size: late.length, columns: new Map(Object.entries({ hour, day, distance, delay, late })) }
}

function weather(): Table {
  const rows = csvParse(
    readFileSync(pathOf('seattle-weather-hourly-normals.csv'), 'utf8'),
    autoType,
  ) as unknown as {
    readonly date: Date
    readonly pressure: number
    readonly temperature: number
    readonly wind: number
  }[]
  const column = (read: (row: (typeof rows)[number]) => number) => Float64Array.from(rows, read)
  const start = rows[0].date.getTime()
  const columns = {
    hour: column(({ date }) => date.getHours()),
    day: column(({ date }) => Math.floor((date.getTime() - start) / DAY)),
    pressure: column(({ pressure }) => pressure),
    wind: column(({ wind }) => wind),
    temperature: column(({ temperature }) => temperature),
  }
  return { size: rows.length, columns: new Map(Object.entries(columns)) }
}

function birdstrikes(): Table {
  const rows = csvParse(readFileSync(pathOf('birdstrikes.csv'), 'utf8')).filter(
    row => row['Speed IAS in knots'] !== '' && row['Wildlife Size'] !== '' && row['Time of day'] !== '',
  )
  const texts = (name: string) => rows.map(row => row[name] || 'unknown')
  const columns = {
    speed: Float64Array.from(rows, row => Number(row['Speed IAS in knots'])),
    phase: texts('Phase of flight'),
    time: texts('Time of day'),
    animal: texts('Wildlife Size'),
    damage: rows.map(row => (row['Effect Amount of damage'] === 'None' ? 'no' : 'yes')),
  }
  return { size: rows.length, columns: new Map<string, ArrayLike<unknown>>(Object.entries(columns)) }
}

function split(table: Table, target: string, seed: number): RealTable {
  const tested = drawRows(table.size, Math.floor(table.size / TEST_SHARE), createRng(seed))
  const isTested = new Uint8Array(table.size)
  for (const row of tested) isTested[row] = 1
  const trained = Uint32Array.from({ length: table.size - tested.length })
  let at = 0
  for (let row = 0; row < table.size; row++) if (isTested[row] === 0) trained[at++] = row
  const inputs = [...table.columns.keys()].filter(name => name !== target && name !== 'delay')
  return { train: takeTableRows(table, trained), test: takeTableRows(table, tested), target, inputs }
}
