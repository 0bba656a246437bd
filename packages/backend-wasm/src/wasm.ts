import { type Backend, OptionError, UnavailableError } from '@polylog/core'
import { compileKernel, kernelProblem } from './engine/kernel-module.js'
import { sumMoments } from './operations/moments.js'
import { reduceInTasks } from './operations/reduce.js'
import { reduceWholeInTask } from './operations/reduce-whole.js'
import { thinInTask } from './operations/thin.js'
import { workerStarter } from './pool/start-worker.js'
import { createWorkerPool, WorkersMissingError } from './pool/worker-pool.js'
import { type CallingThread, createCallingThread } from './tasks/calling-thread.js'
import type { Dispatch } from './tasks/dispatch.js'
import { disposedError } from './tasks/kernel-failure.js'
import type { TaskResult } from './tasks/task.js'
import type { MakeTask, TaskRunner } from './tasks/task-runner.js'

export interface WasmOptions {
  /**
   * Workers at most; as many as the machine has threads by default. With 1, all work is done on the calling thread.
   * Results do not depend on it, to the bit.
   */
  readonly threads?: number
}

/** Work, in multiply-adds, that the calling thread does at once rather than send it away: a millisecond or two. */
const SMALL_WORK = 2e6

/** More threads than this have not been seen to help. */
const MOST_THREADS = 64

/**
 * A backend in WebAssembly with SIMD, in double precision, on a pool of workers that start with the first request of
 * some size. Where workers are not to be had it works on the calling thread, and `device` says why. The kernel
 * travels inside the package: nothing is fetched.
 *
 * `dispose` leaves no worker alive. Workers that wait for work do not keep a process from ending.
 *
 * @throws OptionError if `threads` is no positive integer
 * @throws UnavailableError where WebAssembly, its SIMD instructions or DecompressionStream are missing
 */
export function wasm(options: WasmOptions = {}): Backend {
  const { threads = machineThreads() } = options
  if (!Number.isInteger(threads) || threads < 1) {
    throw new OptionError(`threads is ${String(threads)}`, 'Give a positive integer')
  }
  const problem = wasmProblem()
  if (problem) throw new UnavailableError(problem, 'Use backend-cpu here')
  const starter = workerStarter()
  let withoutWorkers = typeof starter === 'string' && threads > 1 ? starter : ''
  let here: CallingThread | undefined
  let pool: TaskRunner | undefined
  let module: Promise<WebAssembly.Module> | undefined
  let disposed = false

  const compiled = (): Promise<WebAssembly.Module> => {
    module ??= compileKernel()
    return module
  }

  // The kernel is awaited before anything is looked at: requests come, and are disposed of, in the meantime.
  const callingThread = async (): Promise<CallingThread> => {
    const kernel = await compiled()
    if (disposed) throw disposedError()
    here ??= createCallingThread(kernel)
    return here
  }

  const runElsewhere = async (make: MakeTask, signal: AbortSignal): Promise<TaskResult> => {
    const kernel = await compiled()
    if (disposed) throw disposedError()
    if (threads > 1 && typeof starter !== 'string' && !withoutWorkers) {
      pool ??= createWorkerPool(kernel, threads, starter)
      try {
        return await pool.run(make, signal)
      } catch (error) {
        if (!(error instanceof WorkersMissingError)) throw error
        withoutWorkers = error.message
      }
    }
    return (await callingThread()).run(make, signal)
  }

  const dispatch: Dispatch = async (tasks, signal) => {
    signal?.throwIfAborted()
    const work = tasks.reduce((sum, task) => sum + task.work, 0)
    if (work <= SMALL_WORK) {
      const thread = await callingThread()
      return tasks.map(({ make }) => thread.runNow(make))
    }
    // One task that fails stops the others; an abort is not kept waiting by tasks of other requests.
    const all = new AbortController()
    const stop = () => all.abort(signal!.reason)
    signal?.addEventListener('abort', stop)
    try {
      return await Promise.race([
        Promise.all(tasks.map(({ make }) => runElsewhere(make, all.signal))),
        whenAborted(all.signal),
      ])
    } catch (error) {
      all.abort(error)
      throw error
    } finally {
      signal?.removeEventListener('abort', stop)
    }
  }

  return {
    name: 'wasm',
    get device() {
      if (threads === 1) return '1 thread'
      return withoutWorkers ? `1 thread: ${withoutWorkers}` : `${threads} threads`
    },
    precision: 'f64',
    concurrency: threads + 1,
    reduce: request => reduceInTasks(request, dispatch),
    reduceWhole: request => reduceWholeInTask(request, dispatch),
    moments: async request => (await sumMoments(request, dispatch)).sums,
    scaledMoments: request => sumMoments(request, dispatch),
    thin: request => thinInTask(request, dispatch),
    async dispose() {
      disposed = true
      await Promise.all([pool?.dispose(), here?.dispose()])
    },
  }
}

/** Why `wasm()` cannot work in this runtime; nothing where it can. */
export function wasmProblem(): string | undefined {
  return kernelProblem()
}

function machineThreads(): number {
  const { process, navigator } = globalThis
  const threads =
    process?.getBuiltinModule?.('node:os').availableParallelism() ?? navigator?.hardwareConcurrency
  return Math.max(1, Math.min(MOST_THREADS, threads ?? 1))
}

/** Rejects with the signal's reason once it is aborted. */
function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
