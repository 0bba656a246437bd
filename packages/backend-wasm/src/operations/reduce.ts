import {
  featureCount,
  plainFeatureParts,
  type ReduceRequest,
  type Reduction,
  takeRows,
  UnavailableError,
} from '@polylog/core'
import { compileProgram, type Program } from '../engine/program.js'
import type { Dispatch } from '../tasks/dispatch.js'
import type { ReduceTask } from '../tasks/task.js'
import { gatherCrowd } from './gather-crowd.js'

/** Cells are put together until a task takes about so many multiply-adds: a millisecond or two. */
const TASK_WORK = 8e6

/** Of evaluating and adding one feature at one point. */
const EVALUATION = 2

/** Of one elimination of `2N` points to `N`, over `N^3`. */
const ELIMINATION = 2

interface Cell {
  readonly number: number
  /** Rows of positive weight, in the order of the cell. */
  readonly rows: Uint32Array
  readonly work: number
}

/** The `reduce` operation, by elimination, cells handed out in tasks: those of most work first. */
export async function reduceInTasks(request: ReduceRequest, dispatch: Dispatch): Promise<Reduction> {
  const { set, cells, map, method = 'elimination', signal } = request
  if (method !== 'elimination') {
    throw new UnavailableError(`backend-wasm has no method '${method}'`, "Use 'elimination', or backend-cpu")
  }
  plainFeatureParts(map, 'backend-wasm')
  const columns = featureCount(map, set.dim)
  const programs = programCache(request)
  const weights = set.weights.slice()
  const groups = groupCells(cellsToReduce(request, columns))
  const results = await dispatch(
    groups.map(group => ({
      work: group.reduce((sum, { work }) => sum + work, 0),
      make: () => taskOf(request, group, columns, programs),
    })),
    signal,
  )
  let residual = 0
  groups.forEach((group, i) => {
    const { values } = results[i]
    residual = Math.max(residual, results[i].residual)
    let at = 0
    for (const { rows } of group) for (const row of rows) weights[row] = values[at++]
  })

  const offsets = new Uint32Array(cells.count + 1)
  const indices = new Uint32Array(cells.permutation.length)
  let count = 0
  for (let i = 0; i < cells.count; i++) {
    const first = count
    for (let p = cells.offsets[i]; p < cells.offsets[i + 1]; p++) {
      const row = cells.permutation[p]
      if (weights[row] > 0) indices[count++] = row
    }
    indices.subarray(first, count).sort()
    offsets[i + 1] = count
  }
  const kept = indices.slice(0, count)
  return { indices: kept, weights: takeRows(weights, kept), offsets, residual }
}

function cellsToReduce({ set, cells, targets }: ReduceRequest, columns: number): readonly Cell[] {
  const found: Cell[] = []
  for (let number = 0; number < cells.count; number++) {
    const rows = weightyMembers(
      set.weights,
      cells.permutation.subarray(cells.offsets[number], cells.offsets[number + 1]),
    )
    if (rows.length > targets[number]) found.push({ number, rows, work: reductionWork(rows.length, columns) })
  }
  return found.sort((a, b) => b.work - a.work || a.number - b.number)
}

function weightyMembers(weights: Float64Array, members: Uint32Array): Uint32Array {
  const rows = new Uint32Array(members.length)
  let count = 0
  for (const row of members) if (weights[row] > 0) rows[count++] = row
  return rows.subarray(0, count)
}

/** Multiply-adds: halvings of the points, each of which is evaluated about twice in all. */
function reductionWork(size: number, columns: number): number {
  const halvings = Math.max(size / columns - 1, 0) <= 1 ? size / columns - 1 : Math.log2(size / columns)
  return 2 * EVALUATION * size * columns + ELIMINATION * Math.max(0.1, halvings) * columns ** 3
}

function groupCells(cells: readonly Cell[]): readonly (readonly Cell[])[] {
  const groups: Cell[][] = []
  let work = Infinity
  for (const cell of cells) {
    if (work + cell.work > TASK_WORK) {
      groups.push([])
      work = 0
    }
    groups.at(-1)!.push(cell)
    work += cell.work
  }
  return groups
}

function taskOf(
  { set, targets }: ReduceRequest,
  group: readonly Cell[],
  columns: number,
  programs: ProgramCache,
): ReduceTask {
  const { dim } = set
  const total = group.reduce((sum, { rows }) => sum + rows.length, 0)
  const data = new Float64Array(total * (dim + 1))
  const cells = new Int32Array(3 * group.length)
  let from = 0
  group.forEach(({ number, rows }, i) => {
    const crowd = data.subarray(from * (dim + 1), (from + rows.length) * (dim + 1))
    cells.set([rows.length, targets[number], programs.numberFor(gatherCrowd(set, rows, crowd))], 3 * i)
    from += rows.length
  })
  return { kind: 'reduce', dim, columns, programs: programs.all, cells, data }
}

interface ProgramCache {
  readonly all: readonly Program[]
  numberFor(axes: readonly number[]): number
}

/** Programs by the axes along which cells extend: most cells of a set see the same. */
function programCache({ map, set }: ReduceRequest): ProgramCache {
  const all: Program[] = []
  const known = new Map<string, number>()
  return {
    all,
    numberFor(axes) {
      const key = axes.join()
      const found = known.get(key)
      if (found !== undefined) return found
      known.set(key, all.length)
      return all.push(compileProgram(map, set.dim, axes)) - 1
    },
  }
}
