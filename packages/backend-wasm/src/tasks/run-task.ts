import { takeRows, weightyRows } from '@polylog/core'
import type { Engine } from '../engine/engine.js'
import type { MomentTask, ReduceTask, Task, TaskResult, ThinTask } from './task.js'

/** Does a task step by step: it gives way after every round of every cell, and after every neighbourhood. */
export function runTask(engine: Engine, task: Task): Generator<void, TaskResult> {
  switch (task.kind) {
    case 'reduce':
      return reduceCells(engine, task)
    case 'moments':
      return sumMoments(engine, task)
    case 'thin':
      return thinSet(engine, task)
  }
}

function* reduceCells(engine: Engine, task: ReduceTask): Generator<void, TaskResult> {
  const { map, dim, cells, data } = task
  const values: number[] = []
  const positions: number[] = []
  const counts = new Uint32Array(cells.length / 2)
  let residual = 0
  let from = 0
  for (let i = 0; i < counts.length; i++) {
    const size = cells[2 * i]
    const crowd = crowdAt(data, from, size, dim)
    const kept = yield* engine.reduce(map, crowd, cells[2 * i + 1])
    residual = Math.max(residual, kept.residual)
    for (let position = 0; position < size; position++) {
      const weight = kept.weights[position]
      if (!(weight > 0)) continue
      positions.push(position)
      values.push(weight)
      counts[i]++
    }
    from += size
    yield
  }
  return { values: Float64Array.from(values), positions: Uint32Array.from(positions), counts, residual }
}

function* sumMoments(engine: Engine, { map, dim, frame, data }: MomentTask): Generator<void, TaskResult> {
  const values = engine.scaledMoments(map, crowdAt(data, 0, data.length / (dim + 1), dim), frame)
  yield
  return { values, positions: new Uint32Array(0), counts: new Uint32Array(0), residual: 0 }
}

function* thinSet(engine: Engine, { map, dim, options, data }: ThinTask): Generator<void, TaskResult> {
  const size = data.length / (dim + 1)
  const thinned = yield* engine.thin(map, crowdAt(data, 0, size, dim), options)
  const { weights, neighbourhoods, maxDiameter, residual } = thinned
  const positions = weightyRows(weights)
  const values = takeRows(weights, positions)
  return { values, positions, counts: Uint32Array.of(neighbourhoods), residual, maxDiameter }
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
