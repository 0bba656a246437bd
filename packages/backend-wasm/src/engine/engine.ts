import type { Program } from './program.js'

/** What `assembly/index.ts` exports. */
interface Kernel {
  readonly memory: WebAssembly.Memory
  readonly axisBytes: WebAssembly.Global
  readonly coordinates: WebAssembly.Global
  readonly names: WebAssembly.Global
  readonly weights: WebAssembly.Global
  readonly frame: WebAssembly.Global
  prepareProgram(length: number): number
  prepareDirections(length: number): number
  preparePoints(size: number, dim: number): void
  begin(target: number, columns: number): void
  round(): number
  finish(): number
  scaledMoments(out: number): void
  doubles(count: number): number
}

/** Points as the kernel takes them: coordinates axis by axis, then weights, `size × (dim + 1)` numbers. */
export interface Crowd {
  readonly size: number
  readonly dim: number
  readonly data: Float64Array
}

/** One instance of the kernel, which works on one crowd at a time. */
export interface Engine {
  /**
   * Reduces a crowd of positive weights, giving way after every round.
   *
   * @param columns features of the map where no axis is without extent
   * @returns the residual, and the weights of all points, 0 for those that are dropped
   */
  reduce(
    program: Program,
    crowd: Crowd,
    target: number,
    columns: number,
  ): Generator<void, { readonly residual: number; readonly weights: Float64Array }>
  /**
   * `Σ c φ_j`, then `Σ c |φ_j|`.
   *
   * @param frame centres, then factors, of the axes
   */
  scaledMoments(program: Program, crowd: Crowd, frame: Float64Array): Float64Array<ArrayBuffer>
  /** Bytes of memory, which only grows. */
  readonly bytes: number
}

export function createEngine(module: WebAssembly.Module): Engine {
  const instance = new WebAssembly.Instance(module, { env: { abort } })
  const kernel = instance.exports as unknown as Kernel

  const load = (program: Program, { size, dim, data }: Crowd): void => {
    const at = kernel.prepareProgram(program.integers.length)
    const directionsAt = kernel.prepareDirections(program.directions.length)
    new Int32Array(kernel.memory.buffer, at).set(program.integers)
    new Float64Array(kernel.memory.buffer, directionsAt).set(program.directions)
    kernel.preparePoints(size, dim)
    const { buffer } = kernel.memory
    for (let axis = 0; axis < dim; axis++) {
      const target = kernel.coordinates.value + axis * kernel.axisBytes.value
      new Float64Array(buffer, target, size).set(data.subarray(axis * size, (axis + 1) * size))
    }
    new Float64Array(buffer, kernel.weights.value, size).set(data.subarray(dim * size, (dim + 1) * size))
  }

  return {
    *reduce(program, crowd, target, columns) {
      load(program, crowd)
      kernel.begin(target, columns)
      while (kernel.round()) yield
      const residual = kernel.finish()
      const { buffer } = kernel.memory
      const names = new Uint32Array(buffer, kernel.names.value, crowd.size)
      const found = new Float64Array(buffer, kernel.weights.value, crowd.size)
      const weights = new Float64Array(crowd.size)
      for (let i = 0; i < crowd.size; i++) if (found[i] > 0) weights[names[i]] = found[i]
      return { residual, weights }
    },
    scaledMoments(program, crowd, frame) {
      load(program, crowd)
      new Float64Array(kernel.memory.buffer, kernel.frame.value, frame.length).set(frame)
      const at = kernel.doubles(2 * program.count)
      kernel.scaledMoments(at)
      return new Float64Array(kernel.memory.buffer, at, 2 * program.count).slice()
    },
    get bytes() {
      return kernel.memory.buffer.byteLength
    },
  }
}

function abort(): never {
  throw new Error('The kernel of backend-wasm stopped')
}
