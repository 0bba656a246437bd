import { allAxes, type FeatureMap, featureProgram, featureWork, type ReduceRequest } from '@polylog/core'
import type { MemoryStore } from '../tasks/memory-store.js'
import type { ReduceTask } from '../tasks/task.js'
import { gatherCrowd } from './gather-crowd.js'

/** Cells are put together until a task takes about so many multiply-adds: a millisecond or two. */
const TASK_WORK = 2e6

/** Of one elimination of `2N` points to `N`, over `N^3`. */
const ELIMINATION = 2

/** A cell that has too many points. */
export interface LargeCell {
  readonly number: number
  /** Rows of positive weight, in the order of the cell. */
  readonly rows: Uint32Array
  /** Predicted multiply-adds. */
  readonly work: number
}

/** The cells that are to be reduced, in groups of some work, those of most work first. */
export function groupsOfCells(request: ReduceRequest): readonly (readonly LargeCell[])[] {
  const groups: LargeCell[][] = []
  let work = Infinity
  for (const cell of largeCells(request)) {
    if (work + cell.work > TASK_WORK) {
      groups.push([])
      work = 0
    }
    groups.at(-1)!.push(cell)
    work += cell.work
  }
  return groups
}

function largeCells({ set, cells, targets, map }: ReduceRequest): readonly LargeCell[] {
  const features = featuresOf(map, set.dim)
  const found: LargeCell[] = []
  for (let number = 0; number < cells.count; number++) {
    const members = cells.permutation.subarray(cells.offsets[number], cells.offsets[number + 1])
    const rows = weightyMembers(set.weights, members)
    if (rows.length > targets[number])
      found.push({ number, rows, work: reductionWork(rows.length, features) })
  }
  return found.sort((a, b) => b.work - a.work || a.number - b.number)
}

/** The members of positive weight: themselves, if they are all. */
export function weightyMembers(weights: Float64Array, members: Uint32Array): Uint32Array {
  for (let i = 0; i < members.length; i++) {
    if (!(weights[members[i]] > 0)) return members.filter(row => weights[row] > 0)
  }
  return members
}

/** How many features there are, and what one takes at one point, in multiply-adds. */
interface Features {
  readonly columns: number
  readonly evaluation: number
}

export function featuresOf(map: FeatureMap, dim: number): Features {
  const program = featureProgram(map, dim, allAxes(dim))
  return { columns: program.count, evaluation: featureWork(program, dim) }
}

/** Predicted multiply-adds: halvings of the points, each of which is evaluated about twice in all. */
export function reductionWork(size: number, { columns, evaluation }: Features): number {
  const ratio = size / columns
  const halvings = ratio <= 2 ? Math.max(0.1, ratio - 1) : Math.log2(ratio)
  return 2 * evaluation * size * columns + ELIMINATION * halvings * columns ** 3
}

export function taskOf(
  { set, map, targets }: ReduceRequest,
  group: readonly LargeCell[],
  memory: MemoryStore,
): ReduceTask {
  const { dim } = set
  const data = memory.take(group.reduce((sum, { rows }) => sum + rows.length, 0) * (dim + 1))
  const cells = new Int32Array(2 * group.length)
  let from = 0
  group.forEach(({ number, rows }, i) => {
    gatherCrowd(set, rows, data.subarray(from * (dim + 1), (from + rows.length) * (dim + 1)))
    cells.set([rows.length, targets[number]], 2 * i)
    from += rows.length
  })
  return { kind: 'reduce', map, dim, cells, data }
}
