import { allRows, type Kernel, type WeightedSet } from '@polylog/core'
import { BLOCK, compileFeatures } from '../compile-features.js'

/** At every row of the set, `Σ_j weights_j K(row, place_j)`. */
export function kernelMeans(
  { dim, size, points }: WeightedSet,
  places: Float64Array,
  weights: Float64Array,
  kernel: Kernel,
  width: number,
): Float64Array {
  const count = weights.length
  const map = { kind: 'kernel', kernel, width, landmarks: places, count } as const
  const { evaluate } = compileFeatures(map, dim)
  const rows = allRows(size)
  const block = new Float64Array((count + 1) * BLOCK)
  const frame = new Float64Array(2 * dim)
  const means = new Float64Array(size)
  for (let start = 0; start < size; start += BLOCK) {
    const end = Math.min(size, start + BLOCK)
    evaluate(points, rows, start, end, frame, block)
    for (let p = 0; p < end - start; p++) {
      let sum = 0
      for (let j = 0; j < count; j++) sum += weights[j] * block[(j + 1) * BLOCK + p]
      means[start + p] = sum
    }
  }
  return means
}
