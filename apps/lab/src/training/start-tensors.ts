import { createRequire } from 'node:module'
import { dirname, sep } from 'node:path'
import { ready, setBackend } from '@tensorflow/tfjs'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import { turnFactorsFirst } from './turned-products.js'

/** Networks are trained with TensorFlow.js on its WebAssembly backend, from its package's own files. */
export async function startTensors(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
  setWasmPaths(`${dirname(entry)}${sep}`)
  await setBackend('wasm')
  await ready()
  turnFactorsFirst()
}
