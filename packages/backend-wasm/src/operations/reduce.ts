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
  const groups = groupCells(cellsToReduce(request, columns))
  const results = await dispatch(
    groups.map(group => ({
      work: group.reduce((sum, { work }) => sum + work, 0),
      make: () => taskOf(request, group, columns, programs),
    })),
    signal,
  )
  const supports: (Support | undefined)[] = new Array(cells.count)
  let residual = 0
  groups.forEach((group, i) => {
    const { values, positions, counts } = results[i]
    residual = Math.max(residual, results[i].residual)
    let from = 0
    group.forEach(({ number, rows }, c) => {
      const to = from + counts[c]
      supports[number] = {
        rows: positions.subarray(from, to).map(position => rows[position]),
        weights: values.subarray(from, to),
      }
      from = to
    })
  })
  return { ...joined(request, supports), residual }
}

interface Support {
  readonly rows: Uint32Array
  readonly weights: Float64Array
}

/** The supports of all cells, rows ascending; a cell without one is left as it is. */
function joined({ set, cells }: ReduceRequest, supports: readonly (Support | undefined)[]) {
  const offsets = new Uint32Array(cells.count + 1)
  const all = Array.from({ length: cells.count }, (_, i) => {
    const members = cells.permutation.subarray(cells.offsets[i], cells.offsets[i + 1])
    const support = supports[i] ?? wholeCell(set.weights, members)
    offsets[i + 1] = offsets[i] + support.rows.length
    return ascending(support)
  })
  const indices = new Uint32Array(offsets[cells.count])
  const weights = new Float64Array(offsets[cells.count])
  all.forEach((support, i) => {
    indices.set(support.rows, offsets[i])
    weights.set(support.weights, offsets[i])
  })
  return { indices, weights, offsets }
}

function wholeCell(weights: Float64Array, members: Uint32Array): Support {
  const rows = weightyMembers(weights, members)
  return { rows, weights: takeRows(weights, rows) }
}

function ascending(support: Support): Support {
  const { rows, weights } = support
  let sorted = true
  for (let i = 1; i < rows.length; i++) if (rows[i] < rows[i - 1]) sorted = false
  if (sorted) return support
  const order = Uint32Array.from(rows, (_, i) => i).sort((a, b) => rows[a] - rows[b])
  return { rows: order.map(i => rows[i]), weights: takeRows(weights, order) }
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
