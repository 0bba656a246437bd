import { createBreathing } from '@polylog/core'
import { createEngine, type Engine, KEPT_BYTES } from '../engine/engine.js'
import { disposedError, kernelFailure } from './kernel-failure.js'
import { createMemoryStore } from './memory-store.js'
import { runTask } from './run-task.js'
import type { TaskResult } from './task.js'
import type { MakeTask, TaskRunner } from './task-runner.js'

export interface CallingThread extends TaskRunner {
  /** The same at once, for tasks so small that nobody notices. */
  runNow(make: MakeTask): TaskResult
}

/** Does tasks on the calling thread, one after the other, and gives way between tasks and between the rounds of a cell. */
export function createCallingThread(module: WebAssembly.Module): CallingThread {
  const memory = createMemoryStore()
  /** One for tasks at once, one for tasks in turn, which the others may come between. */
  const now = createOwnEngine(module)
  const inTurn = createOwnEngine(module)
  let last: Promise<unknown> = Promise.resolve()
  const breathe = createBreathing()
  let disposed = false

  const pause = async (signal: AbortSignal | undefined): Promise<void> => {
    await breathe(signal)
    if (disposed) throw disposedError()
  }

  const runInTurn = async (make: MakeTask, signal: AbortSignal | undefined): Promise<TaskResult> => {
    await pause(signal)
    const task = make(memory)
    const steps = inTurn.steps(engine => runTask(engine, task))
    let step = steps.next()
    while (!step.done) {
      await pause(signal)
      step = steps.next()
    }
    memory.put(task.data)
    return step.value
  }

  return {
    runNow(make) {
      if (disposed) throw disposedError()
      const task = make(memory)
      const steps = now.steps(engine => runTask(engine, task))
      let step = steps.next()
      while (!step.done) step = steps.next()
      memory.put(task.data)
      return step.value
    },
    run(make, signal) {
      const turn = last.then(() => runInTurn(make, signal))
      last = turn.catch(() => {})
      return turn
    },
    async dispose() {
      disposed = true
      await last
    },
  }
}

/** An engine that is replaced once it has grown large, or has failed. */
function createOwnEngine(module: WebAssembly.Module) {
  let engine: Engine | undefined
  return {
    /** @throws UnavailableError where the kernel fails */
    *steps<Result>(work: (engine: Engine) => Generator<void, Result>): Generator<void, Result> {
      engine ??= createEngine(module)
      let done = false
      try {
        const result = yield* work(engine)
        done = true
        return result
      } catch (error) {
        throw error instanceof WebAssembly.RuntimeError ? kernelFailure(error.message) : error
      } finally {
        if (!done || engine.bytes > KEPT_BYTES) engine = undefined
      }
    },
  }
}
