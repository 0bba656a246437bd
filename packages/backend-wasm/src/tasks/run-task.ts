import type { Engine } from '../engine/engine.js'
import type { MomentTask, ReduceTask, Task, TaskResult } from './task.js'

/** Does a task step by step: it gives way after every round of every cell. */
export function runTask(engine: Engine, task: Task): Generator<void, TaskResult> {
  return task.kind === 'reduce' ? reduceCells(engine, task) : sumMoments(engine, task)
}

function* reduceCells(engine: Engine, task: ReduceTask): Generator<void, TaskResult> {
  const { dim, columns, programs, cells, data } = task
  const values: number[] = []
  const positions: number[] = []
  const counts = new Uint32Array(cells.length / 3)
  let residual = 0
  let from = 0
  for (let i = 0; i < counts.length; i++) {
    const [size, target, program] = cells.subarray(3 * i, 3 * i + 3)
    const crowd = { size, dim, data: data.subarray(from * (dim + 1), (from + size) * (dim + 1)) }
    const kept = yield* engine.reduce(programs[program], crowd, target, columns)
    residual = Math.max(residual, kept.residual)
    kept.weights.forEach((weight, position) => {
      if (!(weight > 0)) return
      positions.push(position)
      values.push(weight)
      counts[i]++
    })
    from += size
    yield
  }
  return { values: Float64Array.from(values), positions: Uint32Array.from(positions), counts, residual }
}

function* sumMoments(engine: Engine, { dim, program, frame, data }: MomentTask): Generator<void, TaskResult> {
  const crowd = { size: data.length / (dim + 1), dim, data }
  const values = engine.scaledMoments(program, crowd, frame)
  yield
  return { values, positions: new Uint32Array(0), counts: new Uint32Array(0), residual: 0 }
}
