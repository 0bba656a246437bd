import { selectRows, totalMass, type WeightedSet } from '@polylog/core'
import { BLOCK, compileFeatures } from '@polylog/moments'
import { medianDistance } from '@polylog/moments/from-data'
import type { Contestant } from './contestant.js'

/**
 * Kernel herding (Chen, Welling and Smola 2010) with the Gaussian kernel of median width: row by row, where the mean of
 * the kernel over the input exceeds that over what is chosen by most. Equal weights; a row may come more than once.
 */
export const kernelHerding: Contestant = {
  name: 'kernel herding',
  async compress(input, { size }) {
    const rows = herdedRows(input, size, medianDistance(input))
    const chosen = Uint32Array.from(new Set(rows)).sort()
    const times = new Map<number, number>()
    for (const row of rows) times.set(row, (times.get(row) ?? 0) + 1)
    const share = totalMass(input) / size
    return {
      set: selectRows(
        input,
        chosen,
        Float64Array.from(chosen, row => share * times.get(row)!),
      ),
    }
  },
}

function herdedRows(input: WeightedSet, size: number, width: number): number[] {
  const { dim, points, weights } = input
  const wanted = meanOfKernel(input, points, weights, width)
  const reached = new Float64Array(input.size)
  const rows: number[] = []
  for (let step = 0; step < size; step++) {
    let best = 0
    let most = -Infinity
    for (let row = 0; row < input.size; row++) {
      const gain = wanted[row] - reached[row] / (step + 1)
      if (gain > most) {
        most = gain
        best = row
      }
    }
    rows.push(best)
    const chosen = points.subarray(best * dim, (best + 1) * dim)
    const section = meanOfKernel(input, chosen, Float64Array.of(1), width)
    for (let row = 0; row < input.size; row++) reached[row] += section[row]
  }
  return rows
}

/** At every row of the input, the weighted mean of the kernel between it and the places. */
function meanOfKernel(
  input: WeightedSet,
  places: Float64Array,
  weights: Float64Array,
  width: number,
): Float64Array {
  const { dim, size, points } = input
  const count = weights.length
  const mass = weights.reduce((sum, weight) => sum + weight, 0)
  const map = { kind: 'kernel', kernel: 'gaussian', width, landmarks: places, count } as const
  const { evaluate } = compileFeatures(map, dim)
  const rows = Uint32Array.from({ length: size }, (_, row) => row)
  const block = new Float64Array((count + 1) * BLOCK)
  const frame = new Float64Array(2 * dim)
  const means = new Float64Array(size)
  for (let start = 0; start < size; start += BLOCK) {
    const end = Math.min(size, start + BLOCK)
    evaluate(points, rows, start, end, frame, block)
    for (let p = 0; p < end - start; p++) {
      let sum = 0
      for (let j = 0; j < count; j++) sum += weights[j] * block[(j + 1) * BLOCK + p]
      means[start + p] = sum / mass
    }
  }
  return means
}
