import { allAxes, type FeatureMap, featureCount } from '@polylog/core'
import { HOST_FUNCTIONS, type Program, programCache } from './program.js'
import { type ThinCrowd, type ThinKernel, thinLoaded } from './thin-loaded.js'

/** What `assembly/index.ts` exports. */
interface Kernel extends ThinKernel {
  readonly axisBytes: WebAssembly.Global
  readonly cellBounds: WebAssembly.Global
  readonly coordinates: WebAssembly.Global
  readonly frame: WebAssembly.Global
  readonly names: WebAssembly.Global
  readonly weights: WebAssembly.Global
  preparePoints(size: number, dim: number): void
  cover(wanted: number): number
  takeCell(start: number, size: number): void
  prepareProgram(length: number): number
  prepareParameters(length: number): number
  compile(): void
  begin(target: number, columns: number): void
  round(): number
  finish(): number
  beginSums(): void
  addSums(): number
  writeSums(out: number): void
}

/** Points, row-major, and their weights. */
export interface Crowd {
  readonly size: number
  readonly dim: number
  readonly points: Float64Array
  readonly weights: Float64Array
}

/** What is kept of a cell. */
export interface Support {
  /** Numbers of points as they were loaded, ascending. */
  readonly positions: Uint32Array
  readonly weights: Float64Array
  readonly residual: number
}

/** An instance that has grown beyond this is given up after its task: memory never shrinks. */
export const KEPT_BYTES = 2 ** 28

/** One instance of the kernel, which works on one crowd at a time. */
export interface Engine {
  /** Copies a crowd of positive weights, which the other calls are about. */
  load(crowd: Crowd): void
  /**
   * `Σ c φ_j`, then `Σ c |φ_j|`, over the crowd as it was loaded; gives way now and then.
   *
   * @param frame centres, then factors, of the axes
   */
  scaledMoments(map: FeatureMap, frame: Float64Array): Generator<void, Float64Array>
  /** Covers the crowd with about so many cells, none of them empty; returns where they begin and end. */
  cover(cells: number): Uint32Array
  /**
   * Reduces the points `start … end - 1` of the crowd as the covering has left it (all of it, if there was none) to
   * `target` points, or to the rank of the features if that is more; gives way after every round. No point may be in two
   * calls.
   */
  reduce(map: FeatureMap, start: number, end: number, target: number): Generator<void, Support>
  /** Thins the crowd, more points than may stay, once; gives way after every neighbourhood. */
  thin(map: FeatureMap, options: ThinCrowd): ReturnType<typeof thinLoaded>
  /** Bytes of memory, which only grows. */
  readonly bytes: number
}

/** Points that stay in the cache while each of their axes is read. */
const BLOCK = 256

export function createEngine(module: WebAssembly.Module): Engine {
  let numbers = new Float64Array(0)

  /** Exponentials and cosines are the host's own, so that they have the same bits on every backend. */
  const applyFunction = (number: number, at: number, count: number): void => {
    const { buffer } = kernel.memory
    if (numbers.buffer !== buffer) numbers = new Float64Array(buffer)
    const values = numbers
    const apply = HOST_FUNCTIONS[number]
    for (let i = at / 8, end = i + count; i < end; i++) values[i] = apply(values[i])
  }

  const instance = new WebAssembly.Instance(module, { env: { abort }, host: { applyFunction } })
  const kernel = instance.exports as unknown as Kernel
  const programFor = programCache()
  let loaded = 0
  let dim = 0

  const enter = ({ integers, parameters }: Program): void => {
    const at = kernel.prepareProgram(integers.length)
    const parametersAt = kernel.prepareParameters(parameters.length)
    new Int32Array(kernel.memory.buffer, at).set(integers)
    new Float64Array(kernel.memory.buffer, parametersAt).set(parameters)
    kernel.compile()
  }

  /** Axes along which the points at hand differ: polynomials are constant along the others, which are left out. */
  const axesWithExtent = (): readonly number[] => {
    const factors = new Float64Array(kernel.memory.buffer, kernel.frame.value, 2 * dim).subarray(dim)
    return allAxes(dim).filter(axis => factors[axis] > 0)
  }

  return {
    load(crowd) {
      const { size, points, weights } = crowd
      loaded = size
      dim = crowd.dim
      kernel.preparePoints(size, dim)
      const { buffer } = kernel.memory
      const columns = allAxes(dim).map(
        axis => new Float64Array(buffer, kernel.coordinates.value + axis * kernel.axisBytes.value, size),
      )
      for (let start = 0; start < size; start += BLOCK) {
        const end = Math.min(size, start + BLOCK)
        for (let axis = 0; axis < dim; axis++) {
          const column = columns[axis]
          for (let i = start, from = start * dim + axis; i < end; i++, from += dim) column[i] = points[from]
        }
      }
      new Float64Array(buffer, kernel.weights.value, size).set(weights)
    },
    *scaledMoments(map, frame) {
      const program = programFor(map, dim, allAxes(dim))
      enter(program)
      new Float64Array(kernel.memory.buffer, kernel.frame.value, frame.length).set(frame)
      kernel.beginSums()
      while (kernel.addSums()) yield
      const at = kernel.doubles(2 * program.count)
      kernel.writeSums(at)
      return new Float64Array(kernel.memory.buffer, at, 2 * program.count).slice()
    },
    cover(cells) {
      const count = kernel.cover(cells)
      return new Uint32Array(kernel.memory.buffer, kernel.cellBounds.value, count + 1).slice()
    },
    *reduce(map, start, end, target) {
      const size = end - start
      kernel.takeCell(start, size)
      enter(programFor(map, dim, axesWithExtent()))
      kernel.begin(target, featureCount(map, dim))
      while (kernel.round()) yield
      const residual = kernel.finish()
      const { buffer } = kernel.memory
      const names = new Uint32Array(buffer, kernel.names.value, size)
      const found = new Float64Array(buffer, kernel.weights.value, size)
      const kept: number[] = []
      for (let i = 0; i < size; i++) if (found[i] > 0) kept.push(i)
      kept.sort((a, b) => names[a] - names[b])
      const positions = Uint32Array.from(kept, i => names[i])
      return { residual, positions, weights: Float64Array.from(kept, i => found[i]) }
    },
    *thin(map, options) {
      const program = programFor(map, dim, allAxes(dim))
      const balance = options.balance && programFor(options.balance.map, dim, allAxes(dim))
      enter(program)
      return yield* thinLoaded(kernel, loaded, program.count, options, balance)
    },
    get bytes() {
      return kernel.memory.buffer.byteLength
    },
  }
}

function abort(): never {
  throw new Error('The kernel of backend-wasm stopped')
}
