import {
  type Cells,
  COVERING_KINDS,
  type CoverRequest,
  compensatedSum,
  type WeightedSet,
} from '@polylog/core'
import { ensure } from './ensure.js'
import type { OperationSuite } from './operation-suite.js'
import { rowsOf } from './oracle.js'

/** Of diameters, relative to the largest coordinate. */
const ROUNDING = 1e-12

export const coverSuite: OperationSuite<CoverRequest, Cells> = {
  operation: 'cover',
  run: async (backend, request) => backend.cover!(request),
  async requests({ set }) {
    return COVERING_KINDS.flatMap(kind =>
      [7, 1, 3 * set.size].map(count => ({
        name: `${kind}, ${count} cells`,
        request: { set, covering: { kind }, count, seed: 1 },
        optional: kind !== 'kd',
      })),
    )
  },
  check({ label, request, result }) {
    const { set, covering, count } = request
    checkPartition(label, set, result)
    for (let cell = 0; cell < result.count; cell++) checkCell(`${label}: cell ${cell}`, set, result, cell)
    if (covering.kind === 'kd') checkBalance(label, Math.min(count, set.size), result)
  },
  claims: [],
}

function checkPartition(label: string, set: WeightedSet, cells: Cells): void {
  const { count, offsets, permutation } = cells
  ensure(count >= 1 && count <= set.size, () => `${label}: ${count} cells of ${set.size} points`)
  ensure(
    permutation.toSorted().every((row, i) => row === i) && permutation.length === set.size,
    () => `${label}: permutation does not hold each of the ${set.size} rows once`,
  )
  ensure(
    offsets.length === count + 1 && offsets[0] === 0 && offsets[count] === set.size,
    () => `${label}: offsets are ${offsets.join()}, expected ${count + 1} from 0 to ${set.size}`,
  )
  for (const field of ['counts', 'masses', 'diameters'] as const) {
    const { length } = cells[field]
    ensure(length === count, () => `${label}: ${field} has ${length} entries for ${count} cells`)
  }
}

function checkCell(label: string, { points, weights, dim }: WeightedSet, cells: Cells, cell: number): void {
  const rows = rowsOf(cells, cell)
  const size = cells.offsets[cell + 1] - cells.offsets[cell]
  ensure(cells.counts[cell] === size, () => `${label} counts ${cells.counts[cell]} rows, but holds ${size}`)
  const mass = compensatedSum(Float64Array.from(rows, row => weights[row]))
  ensure(
    Math.abs(cells.masses[cell] - mass) <= 1e-12 * mass,
    () => `${label} has the mass ${cells.masses[cell]}, really ${mass}`,
  )
  const diameter = diameterOf(points, dim, rows)
  const slack = ROUNDING * points.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)
  const claimed = cells.diameters[cell]
  // A box is at most √dim times as wide as what it bounds.
  const most = Math.sqrt(dim) * diameter
  ensure(
    claimed >= diameter - slack && claimed <= most + slack,
    () => `${label} has the diameter ${claimed}, expected from ${diameter} to ${most}`,
  )
}

function diameterOf(points: Float64Array, dim: number, rows: Uint32Array): number {
  let largest = 0
  for (const a of rows) {
    for (const b of rows) {
      let squared = 0
      for (let axis = 0; axis < dim; axis++) squared += (points[a * dim + axis] - points[b * dim + axis]) ** 2
      largest = Math.max(largest, Math.sqrt(squared))
    }
  }
  return largest
}

function checkBalance(label: string, count: number, cells: Cells): void {
  ensure(cells.count === count, () => `${label}: there are ${cells.count} cells, expected ${count}`)
  const least = Math.min(...cells.counts)
  const most = Math.max(...cells.counts)
  ensure(
    most <= 2 * least,
    () => `${label}: the cells hold from ${least} to ${most} rows, which is not balanced`,
  )
}
