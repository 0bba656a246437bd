import { InputError, OptionError } from '@polylog/core'
import { categoriesOf, columnNamed } from '../table/column-values.js'
import type { Table } from '../table/table.js'
import type { Allocation } from './dataset-options.js'

/** Rows that are compressed by themselves. */
export interface Stratum {
  /** Such as `class=late, year=2001`, or `all rows`. */
  readonly name: string
  /** Ascending; rows of weight zero are left out. */
  readonly rows: Uint32Array
  readonly mass: number
}

/**
 * The groups of rows that agree in all of some columns, in the order of their names; all rows of positive weight where no
 * column is named.
 */
export function strataOf(
  table: Table,
  columns: readonly string[],
  weights: Float64Array,
): readonly Stratum[] {
  const categories = columns.map(name => ({ name, ...categoriesOf(name, columnNamed(table, name)) }))
  const groups = new Map<number, { rows: number[]; mass: number }>()
  for (let row = 0; row < table.size; row++) {
    if (weights[row] === 0) continue
    let key = 0
    for (const { names, codes } of categories) key = key * names.length + codes[row]
    let group = groups.get(key)
    if (!group) {
      group = { rows: [], mass: 0 }
      groups.set(key, group)
    }
    group.rows.push(row)
    group.mass += weights[row]
  }
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([, { rows, mass }]) => ({
      name:
        categories.map(({ name, names, codes }) => `${name}=${names[codes[rows[0]]]}`).join(', ') ||
        'all rows',
      rows: Uint32Array.from(rows),
      mass,
    }))
}

/**
 * Rows that each stratum may keep, `size` in all: by mass, rounded so that the largest remainders win, at least one and at most
 * as many as it has; or the same number for each.
 *
 * @throws OptionError if there are more strata than rows to keep
 * @throws InputError if a stratum has fewer rows than its equal share
 */
export function sharesOf(
  strata: readonly Stratum[],
  size: number,
  allocation: Allocation,
): readonly number[] {
  const count = strata.length
  if (size < count) {
    throw new OptionError(
      `size is ${size} for ${count} groups of rows`,
      `Give ${count} or more, one row for each group`,
    )
  }
  if (allocation === 'equal') return equalShares(strata, size)
  const capacity = Math.min(
    size,
    strata.reduce((total, { rows }) => total + rows.length, 0),
  )
  const shares = strata.map(() => 1)
  // What is over after capping goes to those that can take it, by mass again.
  for (let left = capacity - count; left > 0; ) {
    const open = strata.map(({ rows }, i) => rows.length > shares[i])
    const mass = strata.reduce((total, stratum, i) => total + (open[i] ? stratum.mass : 0), 0)
    const ideal = strata.map((stratum, i) => (open[i] ? (left * stratum.mass) / mass : 0))
    const given = ideal.map((value, i) => Math.min(Math.floor(value), strata[i].rows.length - shares[i]))
    const total = given.reduce((sum, value) => sum + value, 0)
    if (total === 0) {
      const byRemainder = ideal.map((value, i) => ({ value, i })).filter(({ i }) => open[i])
      byRemainder.sort((a, b) => b.value - a.value || a.i - b.i)
      for (const { i } of byRemainder.slice(0, left)) shares[i]++
      left -= Math.min(left, byRemainder.length)
      continue
    }
    given.forEach((value, i) => {
      shares[i] += value
    })
    left -= total
  }
  return shares
}

function equalShares(strata: readonly Stratum[], size: number): readonly number[] {
  const share = Math.floor(size / strata.length)
  const small = strata.reduce((least, stratum) => (stratum.rows.length < least.rows.length ? stratum : least))
  if (small.rows.length < share) {
    throw new InputError(
      `The group ${small.name} has ${small.rows.length} rows, fewer than its share of ${share}`,
      `Give size ${small.rows.length * strata.length} or less, or allocation 'proportional'`,
    )
  }
  return strata.map(() => share)
}
