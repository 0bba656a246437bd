import type { Backend } from '@polylog/core'

/**
 * The backend of those who name none: WebAssembly where it runs. One for the process, made when first asked for,
 * since workers take longer to start than many compressions take; its idle workers keep no process alive.
 *
 * @returns the backend, or why it is not to be had
 */
export function defaultBackend(): Promise<Backend | string> {
  shared ??= loadWasm()
  return shared
}

let shared: Promise<Backend | string> | undefined

async function loadWasm(): Promise<Backend | string> {
  try {
    const { wasm, wasmProblem } = await import('@polylog/backend-wasm')
    return wasmProblem() ?? wasm()
  } catch (error) {
    return `backend-wasm cannot be loaded: ${error instanceof Error ? error.message : String(error)}`
  }
}
