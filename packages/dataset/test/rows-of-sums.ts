import { createRng } from '@polylog/core'
import type { DatasetCoreset } from '@polylog/dataset'
import { expect } from 'vitest'

export const OPTIONS = { target: 'y', along: ['row'], size: 120, degree: 2 } as const

export function rowsFrom(first: number, count: number) {
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

export function expectKept(coreset: DatasetCoreset, rows: readonly Row[]): void {
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
