import type { Cells, WeightedSet } from '@polylog/core'

export function rowsOf(cells: Cells, cell: number): number[] {
  return Array.from(cells.permutation.subarray(cells.offsets[cell], cells.offsets[cell + 1]))
}

export function distance(set: WeightedSet, a: number, b: number): number {
  const { points, dim } = set
  return Math.hypot(
    ...Array.from({ length: dim }, (_, axis) => points[a * dim + axis] - points[b * dim + axis]),
  )
}

/** Largest distance between two of the rows, by trying all pairs. */
export function diameter(set: WeightedSet, rows: readonly number[]): number {
  let largest = 0
  for (const a of rows) for (const b of rows) if (a < b) largest = Math.max(largest, distance(set, a, b))
  return largest
}

/** Least radius of a ball around one of the rows that holds them all. */
export function radius(set: WeightedSet, rows: readonly number[]): number {
  return Math.min(...rows.map(centre => Math.max(...rows.map(row => distance(set, centre, row)))))
}

/** `Σ c |w - mean of its cell|²`. */
export function inertia(set: WeightedSet, cells: Cells): number {
  const { points, weights, dim } = set
  let total = 0
  for (let cell = 0; cell < cells.count; cell++) {
    const rows = rowsOf(cells, cell)
    const mass = rows.reduce((sum, row) => sum + weights[row], 0)
    if (mass === 0) continue
    for (let axis = 0; axis < dim; axis++) {
      const mean = rows.reduce((sum, row) => sum + weights[row] * points[row * dim + axis], 0) / mass
      for (const row of rows) total += weights[row] * (points[row * dim + axis] - mean) ** 2
    }
  }
  return total
}
