import { featureCount, takeRows, weightyRows } from '@polylog/core'
import type { Engine } from '../engine/engine.js'
import type { MomentTask, ReduceTask, ReduceWholeTask, Task, TaskResult } from './task.js'

/** Does a task step by step: it gives way after every round of every cell. */
export function runTask(engine: Engine, task: Task): Generator<void, TaskResult> {
  switch (task.kind) {
    case 'reduce':
      return reduceCells(engine, task)
    case 'reduce whole':
      return reduceWhole(engine, task)
    case 'moments':
      return sumMoments(engine, task)
  }
}

const NOTHING = new Float64Array(0)
const NOBODY = new Uint32Array(0)

function* reduceCells(engine: Engine, { map, dim, cells, data }: ReduceTask): Generator<void, TaskResult> {
  const kept: number[] = []
  const positions: number[] = []
  const counts = new Uint32Array(cells.length / 2)
  let residual = 0
  let from = 0
  for (let i = 0; i < counts.length; i++) {
    const size = cells[2 * i]
    const weights = new Float64Array(size)
    engine.load(crowdAt(data, from, size, dim))
    residual = Math.max(residual, yield* engine.reduce(map, 0, size, cells[2 * i + 1], weights))
    for (let position = 0; position < size; position++) {
      if (!(weights[position] > 0)) continue
      positions.push(position)
      kept.push(weights[position])
      counts[i]++
    }
    from += size
    yield
  }
  const weights = Float64Array.from(kept)
  return { weights, positions: Uint32Array.from(positions), counts, residual, sums: NOTHING }
}

function* reduceWhole(
  engine: Engine,
  { map, dim, cells, data, shared, sums }: ReduceWholeTask,
): Generator<void, TaskResult> {
  const crowd = shared
    ? { dim, size: shared.weights.length, ...shared }
    : crowdAt(data, 0, data.length / (dim + 1), dim)
  engine.load(crowd)
  yield
  const summed = sums ? engine.scaledMoments(sums.map, sums.frame) : NOTHING
  yield
  const bounds = engine.cover(cells)
  const counts = new Uint32Array(bounds.length - 1)
  const weights = new Float64Array(crowd.size)
  const target = featureCount(map, dim)
  let residual = 0
  for (let i = 0; i < counts.length; i++) {
    yield
    counts[i] = bounds[i + 1] - bounds[i]
    residual = Math.max(residual, yield* engine.reduce(map, bounds[i], bounds[i + 1], target, weights))
  }
  const positions = weightyRows(weights)
  return { weights: takeRows(weights, positions), positions, counts, residual, sums: summed }
}

function* sumMoments(engine: Engine, { map, dim, frame, data }: MomentTask): Generator<void, TaskResult> {
  engine.load(crowdAt(data, 0, data.length / (dim + 1), dim))
  const sums = engine.scaledMoments(map, frame)
  yield
  return { weights: NOTHING, positions: NOBODY, counts: NOBODY, residual: 0, sums }
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
