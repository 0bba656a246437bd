import { WORKER_SOURCE } from '../generated/worker-source.js'
import type { FromWorker, ToWorker } from './messages.js'
import { workerThreads } from './worker-threads.js'

/** A worker, in Node or in a browser. */
export interface PoolWorker {
  post(message: ToWorker, transfer: ArrayBuffer[]): void
  /** Stops it at once; nothing is heard of it any more. */
  terminate(): Promise<void>
  /** Whether it keeps the process alive. */
  hold(held: boolean): void
}

export interface WorkerEvents {
  received(message: FromWorker): void
  /** It is gone without having been asked. */
  died(reason: string): void
}

export type StartWorker = (events: WorkerEvents) => PoolWorker

/** How workers are started here, or why they are not to be had. */
export function workerStarter(): StartWorker | string {
  if (workerThreads()) return startThread
  if (typeof globalThis.Worker !== 'function') return 'this runtime has no workers'
  if (typeof globalThis.URL?.createObjectURL !== 'function') {
    return 'this runtime cannot start a worker from a text'
  }
  return startWebWorker
}

const startThread: StartWorker = ({ received, died }) => {
  const { Worker } = workerThreads()!
  const worker = new Worker(WORKER_SOURCE, { eval: true, name: 'polylog' })
  let reason = ''
  let wanted = true
  worker.on('message', (message: FromWorker) => {
    if (wanted) received(message)
  })
  worker.on('error', error => {
    reason = error.message
  })
  worker.on('exit', code => {
    if (wanted) died(reason || `a worker ended with code ${code}`)
  })
  worker.unref()
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    async terminate() {
      wanted = false
      await worker.terminate()
    },
    hold: held => (held ? worker.ref() : worker.unref()),
  }
}

const startWebWorker: StartWorker = ({ received, died }) => {
  const url = URL.createObjectURL(new Blob([WORKER_SOURCE], { type: 'text/javascript' }))
  const worker = new globalThis.Worker(url, { name: 'polylog' })
  let wanted = true
  const stop = () => {
    wanted = false
    worker.terminate()
    URL.revokeObjectURL(url)
  }
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (wanted) received(data)
  }
  worker.onerror = event => {
    event.preventDefault()
    if (!wanted) return
    stop()
    died(event.message || 'a worker could not be started')
  }
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    async terminate() {
      stop()
    },
    hold() {},
  }
}
