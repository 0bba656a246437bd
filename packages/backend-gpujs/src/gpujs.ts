import type { Backend } from '@polylog/core'
import { assign } from './assign.js'
import { createEngine, type GpuConstructor, type GpuMode } from './engine.js'
import { features } from './features.js'

export interface GpujsOptions {
  /** The class `GPU` of gpu.js; loaded with `import('gpu.js')` on first use by default. */
  readonly GPU?: GpuConstructor
  /** GPU.js's mode, such as `gpu`, `webgl2`, `webasm` or `cpu`; GPU.js chooses by default. */
  readonly mode?: GpuMode
}

/**
 * A backend of single precision on GPU.js kernels. It evaluates polynomial features, linear forms and their
 * sums, and assigns points to centres. Coordinates are centred and scaled in double precision before they are
 * sent. `device` is the mode that really ran, which may be another than was asked for: GPU.js falls back to the
 * CPU. `dispose` destroys the GPU instance and its context.
 *
 * Its methods throw UnavailableError where gpu.js cannot be loaded or has no such mode, and for feature maps
 * that hold a function.
 */
export function gpujs(options: GpujsOptions = {}): Backend {
  const engine = createEngine(options)
  return {
    name: 'gpujs',
    get device() {
      return engine.device
    },
    precision: 'f32',
    features: request => features(engine, request),
    assign: request => assign(engine, request),
    dispose: () => engine.dispose(),
  }
}
