import type { Engine } from '../engine/engine.js'
import type { MomentTask, ReduceTask, Task, TaskResult } from './task.js'

/** Does a task step by step: it gives way after every round of every cell. */
export function runTask(engine: Engine, task: Task): Generator<void, TaskResult> {
  return task.kind === 'reduce' ? reduceCells(engine, task) : sumMoments(engine, task)
}

function* reduceCells(engine: Engine, task: ReduceTask): Generator<void, TaskResult> {
  const { dim, columns, programs, cells, data } = task
  const values = new Float64Array(data.length / (dim + 1))
  let residual = 0
  let from = 0
  for (let i = 0; i < cells.length; i += 3) {
    const size = cells[i]
    const crowd = { size, dim, data: data.subarray(from * (dim + 1), (from + size) * (dim + 1)) }
    const out = values.subarray(from, from + size)
    residual = Math.max(
      residual,
      yield* engine.reduce(programs[cells[i + 2]], crowd, cells[i + 1], columns, out),
    )
    from += size
    yield
  }
  return { values, residual }
}

function* sumMoments(engine: Engine, { dim, program, frame, data }: MomentTask): Generator<void, TaskResult> {
  const crowd = { size: data.length / (dim + 1), dim, data }
  const values = engine.scaledMoments(program, crowd, frame)
  yield
  return { values, residual: 0 }
}
