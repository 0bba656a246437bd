import { clusterSize, type FeatureMap, type ThinningPace } from '@polylog/core'
import type { Program } from './program.js'

/** What the kernel exports for thinning. */
export interface ThinKernel {
  readonly memory: WebAssembly.Memory
  readonly neighbourhoods: WebAssembly.Global
  readonly maxDiameter: WebAssembly.Global
  readonly worstResidual: WebAssembly.Global
  doubles(count: number): number
  beginThinning(
    target: number,
    exponent: number,
    sizes: number,
    balanced: number,
    first: number,
    numbers: number,
  ): void
  thinSome(): number
  thinnedWeights(): number
  thinnedNames(): number
}

/** How a crowd is thinned. */
export interface ThinCrowd extends ThinningPace {
  /** Of the radius in the bound of a neighbourhood. */
  readonly exponent: number
  readonly balance?: BalancedSums
}

/** Features whose sums over the whole crowd are balanced. */
export interface BalancedSums {
  readonly map: FeatureMap
  /** Number of the first of them. */
  readonly first: number
  /** Centres, then factors, of the axes; then the features' weights; then by how much their weighed sums are too large. */
  readonly numbers: Float64Array
}

export interface ThinnedCrowd {
  /** Of all points, 0 for those that are dropped. */
  readonly weights: Float64Array
  readonly neighbourhoods: number
  readonly maxDiameter: number
  /** Largest over the neighbourhoods. */
  readonly residual: number
}

/**
 * Thins the `count` points that have been loaded, with a feature map that all axes are seen by.
 *
 * @param features that every neighbourhood keeps
 */
export function* thinLoaded(
  kernel: ThinKernel,
  count: number,
  features: number,
  { exponent, balance, ...pace }: ThinCrowd,
  balanced: Program | undefined,
): Generator<void, ThinnedCrowd> {
  const { size } = pace
  const sizes = new Int32Array(2 * (count - size))
  for (let left = size + 1; left <= count; left++) {
    const cluster = clusterSize(features, left, pace)
    sizes.set([cluster.size, cluster.loss], 2 * (left - size - 1))
  }
  const integersAt = (integers: Int32Array): number => {
    const at = kernel.doubles(Math.ceil(integers.length / 2))
    new Int32Array(kernel.memory.buffer, at).set(integers)
    return at
  }
  const sizesAt = integersAt(sizes)
  const balancedAt = balanced ? integersAt(balanced.integers) : 0
  const numbers = balance?.numbers ?? new Float64Array(0)
  const numbersAt = kernel.doubles(numbers.length)
  new Float64Array(kernel.memory.buffer, numbersAt).set(numbers)
  kernel.beginThinning(size, exponent, sizesAt, balancedAt, balance?.first ?? 0, numbersAt)
  while (kernel.thinSome()) yield
  const { buffer } = kernel.memory
  const names = new Uint32Array(buffer, kernel.thinnedNames(), count)
  const found = new Float64Array(buffer, kernel.thinnedWeights(), count)
  const weights = new Float64Array(count)
  for (let i = 0; i < count; i++) weights[names[i]] = found[i]
  return {
    weights,
    neighbourhoods: kernel.neighbourhoods.value,
    maxDiameter: kernel.maxDiameter.value,
    residual: kernel.worstResidual.value,
  }
}
