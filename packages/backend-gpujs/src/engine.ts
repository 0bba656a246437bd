import { UnavailableError } from '@polylog/core'
import type { GPU } from 'gpu.js'

export type GpuConstructor = typeof GPU
export type GpuMode = NonNullable<NonNullable<ConstructorParameters<GpuConstructor>[0]>['mode']>

/** Numbers in the largest array made at once: an index into it must be exact in single precision. */
export const MAX_ENTRIES = 2 ** 22

/** Rows of numbers, or one row for a kernel of one output dimension. */
export type KernelResult = Float32Array | Float32Array[]

/** A GPU.js instance, made on first use. */
export interface Engine {
  /** The mode that ran last, or else the one that was asked for. */
  readonly device: string
  /** Compiles the text of a kernel, lends it to `use`, and frees it. */
  withKernel(
    source: string,
    output: number[],
    constants: Readonly<Record<string, number>>,
    use: (run: (...args: Float32Array[]) => Promise<KernelResult>) => Promise<void>,
  ): Promise<void>
  dispose(): Promise<void>
}

export interface EngineOptions {
  readonly GPU?: GpuConstructor | undefined
  readonly mode?: GpuMode | undefined
}

export function createEngine(options: EngineOptions): Engine {
  let gpu: Promise<GPU> | undefined
  let device: string = options.mode ?? 'not chosen yet'
  return {
    get device() {
      return device
    },
    async withKernel(source, output, constants, use) {
      gpu ??= makeGpu(options)
      const kernel = (await gpu).createKernel(source, { output, constants, precision: 'single' })
      try {
        await use(async (...args) => {
          const result = await kernel(...args)
          // GPU.js falls back to the CPU with a mere warning: only the kernel's class tells.
          device = (kernel.kernel.constructor as unknown as { mode: string }).mode
          return result as KernelResult
        })
      } finally {
        kernel.destroy()
      }
    },
    async dispose() {
      const made = await gpu?.catch(() => undefined)
      gpu = undefined
      await made?.destroy()
    },
  }
}

async function makeGpu({ GPU, mode }: EngineOptions): Promise<GPU> {
  const Constructor = GPU ?? (await loadGpu())
  try {
    return new Constructor({ mode })
  } catch (cause) {
    throw new UnavailableError(
      `GPU.js cannot run in the mode ${JSON.stringify(mode)} here`,
      "Leave mode out, or choose 'cpu', which runs everywhere",
      { cause },
    )
  }
}

async function loadGpu(): Promise<GpuConstructor> {
  try {
    // A CommonJS package: some bundlers offer its exports on `default` alone.
    const module: { GPU?: GpuConstructor; default?: { GPU: GpuConstructor } } = await import('gpu.js')
    return module.GPU ?? module.default!.GPU
  } catch (cause) {
    throw new UnavailableError(
      'The optional package gpu.js cannot be loaded',
      'Install it (npm install gpu.js), or hand its class in: gpujs({ GPU })',
      { cause },
    )
  }
}
