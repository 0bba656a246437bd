import type { FromWorker, ToWorker } from './messages.js'
import { workerThreads } from './worker-threads.js'

/** The worker's end of its channel, in Node and in browsers. */
export interface ParentPort {
  listen(receive: (message: ToWorker) => void): void
  send(message: FromWorker, transfer: ArrayBuffer[]): void
}

interface WebWorkerScope {
  onmessage: ((event: { readonly data: ToWorker }) => void) | null
  postMessage(message: FromWorker, transfer: ArrayBuffer[]): void
}

export function parentPort(): ParentPort {
  const port = workerThreads()?.parentPort
  if (port) {
    return {
      listen: receive => port.on('message', receive),
      send: (message, transfer) => port.postMessage(message, transfer),
    }
  }
  const scope = globalThis as unknown as WebWorkerScope
  return {
    listen(receive) {
      scope.onmessage = ({ data }) => receive(data)
    },
    send: (message, transfer) => scope.postMessage(message, transfer),
  }
}
