/** Node's module where there is one, without an import that bundlers for browsers would stumble over. */
export function workerThreads(): typeof import('node:worker_threads') | undefined {
  return globalThis.process?.getBuiltinModule?.('node:worker_threads')
}
