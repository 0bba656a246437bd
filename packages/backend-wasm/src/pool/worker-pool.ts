import { disposedError, kernelFailure } from '../tasks/kernel-failure.js'
import { createMemoryStore } from '../tasks/memory-store.js'
import type { Task, TaskResult } from '../tasks/task.js'
import type { MakeTask, TaskRunner } from '../tasks/task-runner.js'
import type { FromWorker } from './messages.js'
import type { PoolWorker, StartWorker } from './start-worker.js'

/** Workers that die over one and the same task before it is given up. */
const MOST_ATTEMPTS = 3

interface Job {
  readonly make: MakeTask
  readonly resolve: (result: TaskResult) => void
  readonly reject: (reason: unknown) => void
  attempts: number
}

interface Slot {
  readonly worker: PoolWorker
  /** Tasks that were sent to it and have not come back, in order. */
  readonly jobs: Map<number, Job>
}

/**
 * Up to `threads` workers, started when there is something to do. Tasks are handed out in the order in which they
 * come. A worker that dies is replaced, and its tasks are done again; an abort terminates the workers that are at
 * the task in question.
 */
export function createWorkerPool(
  module: WebAssembly.Module,
  threads: number,
  start: StartWorker,
): TaskRunner {
  const memory = createMemoryStore()
  const queue: Job[] = []
  const slots = new Set<Slot>()
  const watched = new Map<AbortSignal, { readonly jobs: Set<Job>; readonly stop: () => void }>()
  let proven = false
  let disposed = false
  let nextId = 0

  /** @throws WorkersMissingError where none can be started */
  const openSlot = (): Slot => {
    const jobs = new Map<number, Job>()
    try {
      const worker = start({
        received: message => receive(slot, message),
        died: reason => bury(slot, reason),
      })
      const slot: Slot = { worker, jobs }
      worker.post({ kind: 'kernel', module }, [])
      slots.add(slot)
      return slot
    } catch (error) {
      throw new WorkersMissingError(error instanceof Error ? error.message : String(error))
    }
  }

  /** A worker without work, or, where much is waiting, one that can prepare for its next task. */
  const freeSlot = (): Slot | undefined => {
    for (const slot of slots) if (slot.jobs.size === 0) return slot
    if (slots.size < threads) return openSlot()
    if (queue.length <= threads) return undefined
    for (const slot of slots) if (slot.jobs.size === 1) return slot
    return undefined
  }

  /** Gives the first job in the queue, made ready, to a worker. */
  const send = (slot: Slot, task: Task): void => {
    const id = nextId++
    slot.worker.post({ kind: 'task', id, task }, [task.data.buffer])
    slot.jobs.set(id, queue.shift()!)
    slot.worker.hold(true)
  }

  const dispatch = (): void => {
    while (queue.length > 0) {
      try {
        const slot = freeSlot()
        if (!slot) return
        send(slot, queue[0].make(memory))
      } catch (error) {
        queue.shift()!.reject(error)
      }
    }
  }

  const receive = (slot: Slot, message: FromWorker): void => {
    const job = slot.jobs.get(message.id)
    if (!job) return
    proven = true
    slot.jobs.delete(message.id)
    if (slot.jobs.size === 0) slot.worker.hold(false)
    if (message.kind === 'done') {
      memory.put(message.data)
      job.resolve(message.result)
    } else job.reject(kernelFailure(message.message))
    dispatch()
  }

  const bury = (slot: Slot, reason: string): void => {
    slots.delete(slot)
    const [guilty, ...others] = slot.jobs.values()
    queue.unshift(...others)
    if (guilty && ++guilty.attempts < MOST_ATTEMPTS) queue.unshift(guilty)
    else guilty?.reject(proven ? kernelFailure(reason) : new WorkersMissingError(reason))
    dispatch()
  }

  /** Rejects all jobs of the signal, and terminates the workers that are at one of them. */
  const abort = (signal: AbortSignal): void => {
    const aborted = watched.get(signal)!.jobs
    const survivors = queue.filter(job => !aborted.has(job))
    for (const slot of slots) {
      const jobs = [...slot.jobs.values()]
      if (!jobs.some(job => aborted.has(job))) continue
      slots.delete(slot)
      void slot.worker.terminate()
      survivors.unshift(...jobs.filter(job => !aborted.has(job)))
    }
    queue.splice(0, queue.length, ...survivors)
    for (const job of [...aborted]) job.reject(signal.reason)
    dispatch()
  }

  /** One listener for all jobs of a signal; returns what is to be called when the job is settled. */
  const watchFor = (signal: AbortSignal, job: Job): (() => void) => {
    let watch = watched.get(signal)
    if (!watch) {
      watch = { jobs: new Set(), stop: () => abort(signal) }
      watched.set(signal, watch)
      signal.addEventListener('abort', watch.stop)
    }
    const { jobs, stop } = watch
    jobs.add(job)
    return () => {
      jobs.delete(job)
      if (jobs.size > 0) return
      signal.removeEventListener('abort', stop)
      watched.delete(signal)
    }
  }

  return {
    run(make, signal) {
      if (disposed) return Promise.reject(disposedError())
      if (signal?.aborted) return Promise.reject(signal.reason)
      return new Promise<TaskResult>((resolve, reject) => {
        const job: Job = {
          make,
          resolve(result) {
            settle?.()
            resolve(result)
          },
          reject(reason) {
            settle?.()
            reject(reason)
          },
          attempts: 0,
        }
        const settle = signal && watchFor(signal, job)
        queue.push(job)
        dispatch()
      })
    },
    async dispose() {
      disposed = true
      const workers = [...slots]
      const jobs = [...queue, ...workers.flatMap(({ jobs }) => [...jobs.values()])]
      queue.length = 0
      slots.clear()
      for (const job of jobs) job.reject(disposedError())
      await Promise.all(workers.map(({ worker }) => worker.terminate()))
    },
  }
}

/** No worker has ever answered: there are none to be had here. */
export class WorkersMissingError extends Error {}
