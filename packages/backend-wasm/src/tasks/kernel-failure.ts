import { UnavailableError } from '@polylog/core'

/** A task that the kernel could not do, which another backend may. */
export function kernelFailure(reason: string): UnavailableError {
  return new UnavailableError(
    `backend-wasm could not do a task: ${reason}`,
    'Make the cells smaller, keep fewer features, give the process more memory, or use backend-cpu',
  )
}

export function disposedError(): Error {
  return new Error('The backend has been disposed of')
}
