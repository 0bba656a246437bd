import { type FeatureMap, featureCount } from '@polylog/core'
import { type Program, programCache } from './program.js'
import { type ThinCrowd, type ThinKernel, thinLoaded } from './thin-loaded.js'

/** What `assembly/index.ts` exports. */
interface Kernel extends ThinKernel {
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
}

/** Points, row-major, and their weights. */
export interface Crowd {
  readonly size: number
  readonly dim: number
  readonly points: Float64Array
  readonly weights: Float64Array
}

/** An instance that has grown beyond this is given up after its task: memory never shrinks. */
export const KEPT_BYTES = 2 ** 28

/** One instance of the kernel, which works on one crowd at a time. */
export interface Engine {
  /**
   * Reduces a crowd of positive weights to `target` points, or to the rank of the features if that is more; gives way
   * after every round.
   *
   * @returns the residual, and the weights of all points, 0 for those that are dropped
   */
  reduce(
    map: FeatureMap,
    crowd: Crowd,
    target: number,
  ): Generator<void, { readonly residual: number; readonly weights: Float64Array }>
  /**
   * `Σ c φ_j`, then `Σ c |φ_j|`.
   *
   * @param frame centres, then factors, of the axes
   */
  scaledMoments(map: FeatureMap, crowd: Crowd, frame: Float64Array): Float64Array
  /** Thins a crowd of positive weights, more than may stay; gives way after every neighbourhood. */
  thin(map: FeatureMap, crowd: Crowd, options: ThinCrowd): ReturnType<typeof thinLoaded>
  /** Bytes of memory, which only grows. */
  readonly bytes: number
}

/** Points that stay in the cache while each of their axes is read. */
const BLOCK = 256

export function createEngine(module: WebAssembly.Module): Engine {
  const instance = new WebAssembly.Instance(module, { env: { abort } })
  const kernel = instance.exports as unknown as Kernel
  const programFor = programCache()

  const load = ({ integers, directions }: Program, { size, dim, points, weights }: Crowd): void => {
    const at = kernel.prepareProgram(integers.length)
    const directionsAt = kernel.prepareDirections(directions.length)
    new Int32Array(kernel.memory.buffer, at).set(integers)
    new Float64Array(kernel.memory.buffer, directionsAt).set(directions)
    kernel.preparePoints(size, dim)
    const { buffer } = kernel.memory
    const columns = Array.from(
      { length: dim },
      (_, axis) => new Float64Array(buffer, kernel.coordinates.value + axis * kernel.axisBytes.value, size),
    )
    for (let start = 0; start < size; start += BLOCK) {
      const end = Math.min(size, start + BLOCK)
      for (let axis = 0; axis < dim; axis++) {
        const column = columns[axis]
        for (let i = start, from = start * dim + axis; i < end; i++, from += dim) column[i] = points[from]
      }
    }
    new Float64Array(buffer, kernel.weights.value, size).set(weights)
  }

  return {
    *reduce(map, crowd, target) {
      const { size, dim } = crowd
      load(programFor(map, dim, axesWithExtent(crowd)), crowd)
      kernel.begin(target, featureCount(map, dim))
      while (kernel.round()) yield
      const residual = kernel.finish()
      const { buffer } = kernel.memory
      const names = new Uint32Array(buffer, kernel.names.value, size)
      const found = new Float64Array(buffer, kernel.weights.value, size)
      const weights = new Float64Array(size)
      for (let i = 0; i < size; i++) if (found[i] > 0) weights[names[i]] = found[i]
      return { residual, weights }
    },
    scaledMoments(map, crowd, frame) {
      const program = programFor(map, crowd.dim, allAxes(crowd.dim))
      load(program, crowd)
      new Float64Array(kernel.memory.buffer, kernel.frame.value, frame.length).set(frame)
      const at = kernel.doubles(2 * program.count)
      kernel.scaledMoments(at)
      return new Float64Array(kernel.memory.buffer, at, 2 * program.count).slice()
    },
    *thin(map, crowd, options) {
      const program = programFor(map, crowd.dim, allAxes(crowd.dim))
      const balance = options.balance && programFor(options.balance.map, crowd.dim, allAxes(crowd.dim))
      load(program, crowd)
      return yield* thinLoaded(kernel, crowd.size, program.count, options, balance)
    },
    get bytes() {
      return kernel.memory.buffer.byteLength
    },
  }
}

/** Axes along which the points differ: polynomials are constant along the others, which are left out. */
function axesWithExtent({ size, dim, points }: Crowd): readonly number[] {
  return allAxes(dim).filter(axis => {
    for (let i = 1; i < size; i++) if (points[i * dim + axis] !== points[axis]) return true
    return false
  })
}

function allAxes(dim: number): readonly number[] {
  return Array.from({ length: dim }, (_, axis) => axis)
}

function abort(): never {
  throw new Error('The kernel of backend-wasm stopped')
}
