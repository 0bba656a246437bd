import { InputError } from '@polylog/core'
import { LATEST_DATE } from './column-values.js'

/** Of `@duckdb/node-api`, a result or a reader of one. */
export interface DuckDbResultLike {
  getColumnsObjectJS(): unknown
  /** Values as DuckDB holds them. */
  getColumnsObject?(): unknown
}

/** Milliseconds of what dates and timestamps of DuckDB count from 1970. */
const COUNTED: Readonly<Record<string, number>> = {
  days: 86_400_000,
  seconds: 1000,
  millis: 1,
  micros: 1 / 1000,
  nanos: 1 / 1_000_000,
}

/** @throws InputError for a value that JavaScript cannot hold; of a date, column and row are named */
export async function duckDbColumns(result: DuckDbResultLike): Promise<Readonly<Record<string, unknown[]>>> {
  try {
    return (await result.getColumnsObjectJS()) as Record<string, unknown[]>
  } catch (cause) {
    const held = ((await result.getColumnsObject?.()) ?? {}) as Readonly<Record<string, unknown[]>>
    for (const [name, values] of Object.entries(held)) {
      const row = values.findIndex(isTooFar)
      if (row < 0) continue
      throw new InputError(
        `Column "${name}" is ${String(values[row])} in row ${row}, which is no date that JavaScript can hold`,
        'Give dates within 100 million days of 1970, or select other columns',
        { row, cause },
      )
    }
    throw new InputError(
      `The result of DuckDB holds a value that JavaScript cannot: ${cause instanceof Error ? cause.message : String(cause)}`,
      'Select other columns, or cast them',
      { cause },
    )
  }
}

function isTooFar(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(COUNTED).some(
    ([name, unit]) =>
      name in value && Math.abs(unit * Number((value as Record<string, unknown>)[name])) > LATEST_DATE,
  )
}
