import { createRequire } from 'node:module'
import { dirname, sep } from 'node:path'
import { isMissing, optionalPackage } from '../commands/optional-package.js'

const INSTALL = 'npm install @tensorflow/tfjs @tensorflow/tfjs-backend-wasm'

export type TensorFlow = typeof import('@tensorflow/tfjs')

/**
 * TensorFlow.js on its WebAssembly backend, from its package's own files, or where that is not installed in plain JavaScript.
 *
 * @throws UnavailableError naming the command that installs it
 */
export async function loadTensors(): Promise<TensorFlow> {
  const loaded = await optionalPackage('polylog model', INSTALL, undefined, () => import('@tensorflow/tfjs'))
  // A module of CommonJS may come as the default of another.
  const tf = ((loaded as { default?: TensorFlow }).default ?? loaded) as TensorFlow
  const isFast = await import('@tensorflow/tfjs-backend-wasm').then(
    ({ setWasmPaths }) => {
      const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
      setWasmPaths(`${dirname(entry)}${sep}`)
      return tf.setBackend('wasm')
    },
    (error: unknown) => {
      if (isMissing(error)) return false
      throw error
    },
  )
  if (!isFast) await tf.setBackend('cpu')
  await tf.ready()
  return tf
}
