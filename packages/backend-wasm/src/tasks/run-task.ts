import { featureCount, takeRows, weightyRows } from '@polylog/core'
import type { Engine, Support } from '../engine/engine.js'
import type { MomentTask, ReduceTask, ReduceWholeTask, Task, TaskResult, ThinTask } from './task.js'

/** Does a task step by step: it gives way after every round of every cell, and after every neighbourhood. */
export function runTask(engine: Engine, task: Task): Generator<void, TaskResult> {
  switch (task.kind) {
    case 'reduce':
      return reduceCells(engine, task)
    case 'reduce whole':
      return reduceWhole(engine, task)
    case 'moments':
      return sumMoments(engine, task)
    case 'thin':
      return thinSet(engine, task)
  }
}

const NOTHING = new Float64Array(0)
const NOBODY = new Uint32Array(0)

function* reduceCells(engine: Engine, { map, dim, cells, data }: ReduceTask): Generator<void, TaskResult> {
  const supports: Support[] = []
  let from = 0
  for (let i = 0; i < cells.length; i += 2) {
    const size = cells[i]
    engine.load(crowdAt(data, from, size, dim))
    supports.push(yield* engine.reduce(map, 0, size, cells[i + 1]))
    from += size
    yield
  }
  return joined(supports, NOTHING)
}

function* reduceWhole(
  engine: Engine,
  { map, dim, cells, data, shared, sums }: ReduceWholeTask,
): Generator<void, TaskResult> {
  engine.load(
    shared ? { dim, size: shared.weights.length, ...shared } : crowdAt(data, 0, data.length / (dim + 1), dim),
  )
  yield
  const summed = sums ? yield* engine.scaledMoments(sums.map, sums.frame) : NOTHING
  yield
  const bounds = engine.cover(cells)
  const target = featureCount(map, dim)
  const supports: Support[] = []
  for (let i = 1; i < bounds.length; i++) {
    yield
    supports.push(yield* engine.reduce(map, bounds[i - 1], bounds[i], target))
  }
  return joined(supports, summed)
}

function joined(supports: readonly Support[], sums: Float64Array): TaskResult {
  const counts = Uint32Array.from(supports, ({ positions }) => positions.length)
  const total = counts.reduce((sum, count) => sum + count, 0)
  const positions = new Uint32Array(total)
  const weights = new Float64Array(total)
  let at = 0
  for (const support of supports) {
    positions.set(support.positions, at)
    weights.set(support.weights, at)
    at += support.positions.length
  }
  const residual = supports.reduce((largest, support) => Math.max(largest, support.residual), 0)
  return { weights, positions, counts, residual, sums }
}

function* sumMoments(engine: Engine, { map, dim, frame, data }: MomentTask): Generator<void, TaskResult> {
  engine.load(crowdAt(data, 0, data.length / (dim + 1), dim))
  const sums = yield* engine.scaledMoments(map, frame)
  return { weights: NOTHING, positions: NOBODY, counts: NOBODY, residual: 0, sums }
}

function* thinSet(engine: Engine, { map, dim, options, data }: ThinTask): Generator<void, TaskResult> {
  engine.load(crowdAt(data, 0, data.length / (dim + 1), dim))
  const { weights, neighbourhoods, maxDiameter, residual } = yield* engine.thin(map, options)
  const positions = weightyRows(weights)
  const counts = Uint32Array.of(neighbourhoods)
  return { weights: takeRows(weights, positions), positions, counts, residual, maxDiameter, sums: NOTHING }
}

/** The crowd of `size` points that follows `from` others. */
function crowdAt(data: Float64Array, from: number, size: number, dim: number) {
  const start = from * (dim + 1)
  return {
    size,
    dim,
    points: data.subarray(start, start + size * dim),
    weights: data.subarray(start + size * dim, start + size * (dim + 1)),
  }
}
