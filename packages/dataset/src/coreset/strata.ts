import { InputError, OptionError } from '@polylog/core'
import { type Categories, categoriesOf, columnNamed } from '../table/column-values.js'
import type { Table } from '../table/table.js'
import type { Allocation } from './dataset-options.js'
import type { Guarantee } from './guarantee.js'

/** Share of all rows that may go to what small strata need. */
const MOST_FOR_NEEDS = 1 / 4

/** The name of the only group where rows are not grouped. */
export const ALL_ROWS = 'all rows'

/** Rows that are compressed by themselves. */
export interface Stratum {
  /** Such as `class=late, year=2001`, or `all rows`. */
  readonly name: string
  /** Ascending; rows of weight zero are left out. */
  readonly rows: Uint32Array
  readonly mass: number
  /** Rows of the input that they stand for. */
  readonly inputSize: number
  /** Of the polynomials of which sums can be those of the input: what rows of a coreset keep, at most. */
  readonly mostDegree: number
}

/**
 * The groups of rows that agree in all of some columns, in the order of their names; all rows of positive weight where no
 * column is named.
 *
 * @param made of a coreset's rows
 */
export function strataOf(
  table: Table,
  columns: readonly string[],
  weights: Float64Array,
  made?: Guarantee,
): readonly Stratum[] {
  const categories = columns.map(name => ({ name, ...categoriesOf(name, columnNamed(table, name)) }))
  const groups = groupNumbers(table.size, categories)
  const found = new Map<number, { rows: number[]; mass: number }>()
  for (let row = 0; row < table.size; row++) {
    if (weights[row] === 0) continue
    let group = found.get(groups[row])
    if (!group) {
      group = { rows: [], mass: 0 }
      found.set(groups[row], group)
    }
    group.rows.push(row)
    group.mass += weights[row]
  }
  return [...found.values()]
    .sort((a, b) => compareCodes(categories, a.rows[0], b.rows[0]))
    .map(({ rows, mass }) => {
      const named = categories.map(({ name, names, codes }) => `${name}=${names[codes[rows[0]]]}`)
      const name = named.join(', ') || ALL_ROWS
      const known = made?.strata.get(name)
      return {
        name,
        rows: Uint32Array.from(rows),
        mass,
        inputSize: known?.inputSize ?? rows.length,
        mostDegree: known?.degree ?? made?.degree ?? Infinity,
      }
    })
}

/** Equal for rows that agree in all columns; numbered anew after each column, so that they stay small. */
function groupNumbers(size: number, categories: readonly Categories[]): Uint32Array {
  let numbers = new Uint32Array(size)
  for (const { names, codes } of categories) {
    const seen = new Map<number, number>()
    const before = numbers
    numbers = before.map((number, row) => {
      const key = number * names.length + codes[row]
      const known = seen.get(key) ?? seen.size
      seen.set(key, known)
      return known
    })
  }
  return numbers
}

function compareCodes(categories: readonly Categories[], a: number, b: number): number {
  for (const { codes } of categories) if (codes[a] !== codes[b]) return codes[a] - codes[b]
  return 0
}

export interface ShareRules {
  readonly allocation: Allocation
  /** Rows that let a stratum keep its sums of degree 1; 1 by default. */
  readonly needed?: number
  /** Whether there are other rows beside these, of which a small stratum may have more. */
  readonly isPart?: boolean
}

/**
 * Rows that each stratum may keep, `size` in all: by mass, rounded so that the largest remainders win, at most as many as it has,
 * and at least what it needs, if that is a small part of all, or else one; or the same number for each. In a part of all rows,
 * equal shares are as equal as the rows that are there allow: then there are as many in the end as an equal share of all asks for.
 *
 * @throws OptionError if there are more strata than rows to keep
 * @throws InputError if a stratum stands for fewer rows than its equal share
 */
export function sharesOf(
  strata: readonly Stratum[],
  size: number,
  { allocation, needed = 1, isPart = false }: ShareRules,
): readonly number[] {
  const count = strata.length
  if (size < count) {
    throw new OptionError(
      `size is ${size} for ${count} groups of rows, such as ${strata[0].name}`,
      `Give ${count} or more, one row for each group`,
    )
  }
  if (allocation === 'equal') {
    const shared = isPart ? size : strata.length * equalShare(strata, size)
    return sharesByMass(
      strata.map(stratum => ({ ...stratum, mass: 1 })),
      shared,
    )
  }
  const least = strata.map(({ rows }) => Math.min(rows.length, needed))
  const affordable = least.reduce((sum, rows) => sum + rows, 0) <= MOST_FOR_NEEDS * size
  return raised(sharesByMass(strata, size), affordable ? least : strata.map(() => 1))
}

/** Each at most as many as it has rows; what is over after that goes to the others, by mass again. */
function sharesByMass(strata: readonly Stratum[], size: number): number[] {
  const total = strata.reduce((sum, { rows }) => sum + rows.length, 0)
  const shares = strata.map(() => 0)
  for (let left = Math.min(size, total); left > 0; ) {
    const open = strata.map(({ rows }, i) => rows.length > shares[i])
    const mass = strata.reduce((sum, stratum, i) => sum + (open[i] ? stratum.mass : 0), 0)
    const ideal = strata.map((stratum, i) => (open[i] ? (left * stratum.mass) / mass : 0))
    const given = ideal.map((value, i) => Math.min(Math.floor(value), strata[i].rows.length - shares[i]))
    given.forEach((value, i) => {
      shares[i] += value
      left -= value
    })
    if (given.some((value, i) => value < Math.floor(ideal[i]))) continue
    // Fewer are over than there are strata that can take one: those of the largest remainders do.
    const remainders = ideal.map((value, i) => ({ i, remainder: value - given[i] }))
    remainders.sort((a, b) => b.remainder - a.remainder || a.i - b.i)
    for (const { i } of remainders) {
      if (left === 0 || strata[i].rows.length === shares[i]) continue
      shares[i]++
      left--
    }
  }
  return shares
}

/** At least so many rows for each stratum, from those that have most beyond their own least. */
function raised(shares: number[], least: readonly number[]): readonly number[] {
  for (let i = 0; i < shares.length; i++) {
    while (shares[i] < least[i]) {
      const beyond = shares.map((share, j) => share - least[j])
      const richest = beyond.indexOf(Math.max(...beyond))
      shares[richest]--
      shares[i]++
    }
  }
  return shares
}

function equalShare(strata: readonly Stratum[], size: number): number {
  const share = Math.floor(size / strata.length)
  const small = strata.reduce((least, stratum) => (stratum.inputSize < least.inputSize ? stratum : least))
  if (small.inputSize >= share) return share
  throw new InputError(
    `The group ${small.name} has ${small.inputSize} rows, fewer than its share of ${share}`,
    `Give size ${small.inputSize * strata.length} or less, or allocation 'proportional'`,
  )
}
