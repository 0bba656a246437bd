import { type Backend, OptionError } from '@polylog/core'
import { isMissing, missingPackage, optionalPackage } from './optional-package.js'

export const BACKENDS = ['auto', 'cpu', 'wasm', 'gpujs', 'tfjs'] as const

export type BackendName = (typeof BACKENDS)[number]

export function parseBackendName(name: string): BackendName {
  const known = BACKENDS.find(backend => backend === name)
  if (known === undefined)
    throw new OptionError(`--backend is '${name}'`, `Choose one of ${BACKENDS.join(', ')}`)
  return known
}

/**
 * Loads a backend when it is asked for, and not before.
 *
 * @throws UnavailableError naming the command that installs what is missing
 */
export async function loadBackend(name: BackendName): Promise<Backend | 'auto'> {
  switch (name) {
    case 'auto':
      return 'auto'
    case 'cpu': {
      const { cpu } = await import('@polylog/backend-cpu')
      return cpu()
    }
    case 'wasm': {
      const install = 'npm install @polylog/backend-wasm'
      const { wasm } = await needed(name, install, () => import('@polylog/backend-wasm'))
      return wasm()
    }
    case 'gpujs': {
      const install = 'npm install @polylog/backend-gpujs gpu.js'
      const { gpujs } = await needed(name, install, () => import('@polylog/backend-gpujs'))
      const { GPU } = await needed(name, install, () => import('gpu.js'))
      return gpujs({ GPU })
    }
    case 'tfjs':
      return loadTfjs()
  }
}

async function loadTfjs(): Promise<Backend> {
  const install =
    'npm install @polylog/backend-tfjs @tensorflow/tfjs-core @tensorflow/tfjs-backend-wasm @tensorflow/tfjs-backend-cpu'
  const { tfjs } = await needed('tfjs', install, () => import('@polylog/backend-tfjs'))
  const tf = await needed('tfjs', install, () => import('@tensorflow/tfjs-core'))
  const engines = [
    { engine: 'wasm', load: () => import('@tensorflow/tfjs-backend-wasm') },
    { engine: 'cpu', load: () => import('@tensorflow/tfjs-backend-cpu') },
  ]
  for (const { engine, load } of engines) {
    const loaded = await load().then(
      () => tf.setBackend(engine),
      (error: unknown) => {
        if (isMissing(error)) return false
        throw error
      },
    )
    if (loaded) return tfjs({ tf })
  }
  throw missingPackage('--backend tfjs', install, 'use --backend cpu')
}

function needed<T>(backend: BackendName, install: string, load: () => Promise<T>): Promise<T> {
  return optionalPackage(`--backend ${backend}`, install, 'use --backend cpu', load)
}
