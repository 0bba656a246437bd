import { createEngine, type Engine } from '../engine/engine.js'
import { createMemoryStore } from './memory-store.js'
import { runTask } from './run-task.js'
import type { TaskResult } from './task.js'
import type { MakeTask, TaskRunner } from './task-runner.js'

/** Work goes on at most this long without giving way to timers and signals. */
const BREATH_MS = 25

/** An instance that has grown beyond this is given up after its task: memory never shrinks. */
const KEPT_BYTES = 2 ** 28

export interface CallingThread extends TaskRunner {
  /** The same at once, for tasks so small that nobody notices. */
  runNow(make: MakeTask): TaskResult
}

/** Does tasks on the calling thread, one after the other, and gives way between the rounds of a cell. */
export function createCallingThread(module: WebAssembly.Module): CallingThread {
  const memory = createMemoryStore()
  /** One for tasks at once, one for tasks in turn, which the others may come between. */
  let engine: Engine | undefined
  let engineInTurn: Engine | undefined
  let last: Promise<unknown> = Promise.resolve()
  let disposed = false

  const runInTurn = async (make: MakeTask, signal: AbortSignal | undefined): Promise<TaskResult> => {
    signal?.throwIfAborted()
    engineInTurn ??= createEngine(module)
    const own = engineInTurn
    const task = make(memory)
    const steps = runTask(own, task)
    let breath = performance.now()
    for (;;) {
      const step = steps.next()
      if (step.done) {
        memory.put(task.data)
        if (own.bytes > KEPT_BYTES) engineInTurn = undefined
        return step.value
      }
      if (performance.now() - breath < BREATH_MS) continue
      await new Promise(resolve => setTimeout(resolve, 0))
      signal?.throwIfAborted()
      if (disposed) throw new Error('The backend was disposed of while it worked')
      breath = performance.now()
    }
  }

  return {
    runNow(make) {
      engine ??= createEngine(module)
      const task = make(memory)
      const steps = runTask(engine, task)
      let step = steps.next()
      while (!step.done) step = steps.next()
      memory.put(task.data)
      if (engine.bytes > KEPT_BYTES) engine = undefined
      return step.value
    },
    run(make, signal) {
      const turn = last.then(() => runInTurn(make, signal))
      last = turn.catch(() => {})
      return turn
    },
    async dispose() {
      disposed = true
      engine = undefined
      engineInTurn = undefined
      await last
    },
  }
}
