import { InputError, spreadOf } from '@polylog/core'
import {
  type ColumnKind,
  categoriesOf,
  columnNamed,
  firstPresent,
  KIND_NAMES,
  kindOf,
  numbersOf,
} from '../table/column-values.js'
import { type Column, isVector, type Table } from '../table/table.js'
import { whiteningOf } from './whitening.js'

/** Texts of a column of inputs: more would be mostly names. */
const MOST_CATEGORIES = 300

export const SCALINGS = ['standardised', 'whitened', 'none'] as const

/**
 * How numbers become coordinates: less their mean and over their deviation; turned as well, so that they are uncorrelated; or as
 * they are. Categories and booleans are 0 or 1 in every case.
 */
export type Scaling = (typeof SCALINGS)[number]

/**
 * How a table's columns become coordinates of objects: plain data, fitted once and used on any table of the same columns.
 * Numbers come first, in the order of the columns, then one coordinate of 0 or 1 for each boolean and each category but
 * the first of its column, which is where all of them are 0.
 */
export interface Encoding {
  readonly columns: readonly EncodedColumn[]
  readonly scaling: Scaling
  /** Names of the coordinates, such as `hour`, `origin=ATL`, `embedding[3]`; of whitened ones those before they are turned. */
  readonly names: readonly string[]
  /** Coordinates that are numbers: the first so many. */
  readonly numeric: number
  /** Of numeric coordinates, in the unit of the column. */
  readonly means: readonly number[]
  readonly deviations: readonly number[]
  /** `numeric × numeric`, row-major: what turns standardised numbers into whitened ones. */
  readonly whitening?: readonly number[]
}

export type EncodedColumn = { readonly name: string } & (
  | { readonly kind: 'number' | 'date' | 'boolean' }
  | { readonly kind: 'category'; readonly categories: readonly string[] }
  | { readonly kind: 'vector'; readonly width: number }
)

/**
 * @param weights of the rows, for means and deviations; all equal by default
 * @throws InputError for columns that cannot be coordinates; the column and the row are named
 * @throws OptionError for a column that is not there
 */
export function fitEncoding(
  table: Table,
  columns: readonly string[],
  { scaling = 'standardised', weights }: { readonly scaling?: Scaling; readonly weights?: Float64Array } = {},
): Encoding {
  const encoded = columns.map(name => encodedColumn(table, name))
  const numbers = encoded.filter(isNumeric)
  const names = [
    ...numbers.flatMap(coordinateNames),
    ...encoded.filter(column => !isNumeric(column)).flatMap(coordinateNames),
  ]
  const numeric = numbers.flatMap(coordinateNames).length
  const plain: Encoding = {
    columns: encoded,
    scaling,
    names,
    numeric,
    means: new Array(numeric).fill(0),
    deviations: new Array(numeric).fill(1),
  }
  if (scaling === 'none' || numeric === 0) return plain
  const dim = names.length
  const { means, deviations } = spread(encode(plain, table), dim, numeric, weights)
  const standardised = { ...plain, means, deviations }
  if (scaling === 'standardised') return standardised
  return {
    ...standardised,
    whitening: Array.from(whiteningOf(encode(standardised, table), dim, numeric, weights)),
  }
}

function encodedColumn(table: Table, name: string): EncodedColumn {
  const column = columnNamed(table, name)
  const kind = kindOf(name, column)
  if (isVector(column)) return { name, kind: 'vector', width: column.width }
  if (kind !== 'category') return { name, kind: kind as 'number' | 'date' | 'boolean' }
  const { names } = categoriesOf(name, column)
  if (names.length > MOST_CATEGORIES) {
    throw new InputError(
      `Column "${name}" has ${names.length} different texts, each of which would be a coordinate`,
      `Take it along, make dates or numbers of it, or give at most ${MOST_CATEGORIES}`,
    )
  }
  return { name, kind, categories: names }
}

function isNumeric({ kind }: EncodedColumn): boolean {
  return kind === 'number' || kind === 'date' || kind === 'vector'
}

function coordinateNames(column: EncodedColumn): readonly string[] {
  switch (column.kind) {
    case 'vector':
      return Array.from({ length: column.width }, (_, i) => `${column.name}[${i}]`)
    case 'category':
      return column.categories.slice(1).map(category => `${column.name}=${category}`)
    default:
      return [column.name]
  }
}

/**
 * The coordinates of all rows, `size × names.length`, row-major, owned by the caller.
 *
 * @throws InputError for values that are missing, of another kind than those the encoding was fitted on, not finite, or of a
 *   category that is not known; the column and the row are named
 */
export function encode(encoding: Encoding, table: Table): Float64Array {
  if (!(table?.columns instanceof Map)) {
    throw new InputError(
      'What is to be encoded is no Table',
      'Read it first: encode(encoding, await readTable(rows))',
    )
  }
  const { columns, names, numeric, means, deviations, whitening } = encoding
  const dim = names.length
  const points = new Float64Array(table.size * dim)
  let at = 0
  for (const column of [...columns.filter(isNumeric), ...columns.filter(column => !isNumeric(column))]) {
    at += encodeColumn(column, table, points, at, dim)
  }
  for (let from = 0; from < points.length; from += dim) {
    for (let axis = 0; axis < numeric; axis++) {
      points[from + axis] = (points[from + axis] - means[axis]) / deviations[axis]
    }
  }
  if (whitening) turn(points, dim, numeric, whitening)
  return points
}

/** @returns coordinates of the column */
function encodeColumn(
  spec: EncodedColumn,
  table: Table,
  points: Float64Array,
  at: number,
  dim: number,
): number {
  const column = columnNamed(table, spec.name)
  switch (spec.kind) {
    case 'vector': {
      const { width, name } = spec
      if (!isVector(column) || column.width !== width) {
        throw new InputError(
          `Column "${name}" holds ${isVector(column) ? `${column.width} numbers` : 'no vector'} in row 0, and ${width} numbers when the encoding was fitted`,
          'Give vectors as wide as those the encoding was fitted on',
          { row: 0 },
        )
      }
      const { values } = column
      for (let i = 0; i < values.length; i++) {
        if (!Number.isFinite(values[i])) {
          const row = Math.floor(i / width)
          throw new InputError(
            `Column "${name}" is ${values[i]} at place ${i % width} of row ${row}`,
            'Give finite numbers',
            { row },
          )
        }
        points[Math.floor(i / width) * dim + at + (i % width)] = values[i]
      }
      return width
    }
    case 'category': {
      const { codes } = categoriesOf(spec.name, column, spec.categories)
      codes.forEach((code, row) => {
        if (code > 0) points[row * dim + at + code - 1] = 1
      })
      return spec.categories.length - 1
    }
    default: {
      checkSameKind(spec.name, column, spec.kind)
      numbersOf(spec.name, column).forEach((value, row) => {
        points[row * dim + at] = value
      })
      return 1
    }
  }
}

function checkSameKind(name: string, column: Column, expected: ColumnKind): void {
  const found = kindOf(name, column)
  if (found === expected) return
  const row = found === 'vector' ? 0 : firstPresent(column as ArrayLike<unknown>)
  throw new InputError(
    `Column "${name}" is ${KIND_NAMES[found]} in row ${row}, and was ${KIND_NAMES[expected]} when the encoding was fitted`,
    'Give columns of the same kinds',
    { row },
  )
}

/** Means and deviations of the numeric coordinates; constant ones have a deviation of 1. */
function spread(points: Float64Array, dim: number, numeric: number, weights: Float64Array | undefined) {
  const size = points.length / dim
  const { mean, deviation } = spreadOf({
    size,
    dim,
    points,
    weights: weights ?? new Float64Array(size).fill(1),
  })
  return {
    means: Array.from(mean.subarray(0, numeric)),
    deviations: Array.from(deviation.subarray(0, numeric), value => value || 1),
  }
}

function turn(points: Float64Array, dim: number, numeric: number, whitening: readonly number[]): void {
  const turned = new Float64Array(numeric)
  for (let from = 0; from < points.length; from += dim) {
    for (let i = 0; i < numeric; i++) {
      let sum = 0
      for (let j = 0; j < numeric; j++) sum += whitening[i * numeric + j] * points[from + j]
      turned[i] = sum
    }
    points.set(turned, from)
  }
}
