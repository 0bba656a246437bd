import { BLOCK } from './compile-features.js'

/** Compensated (Neumaier) sums of weighted features, and of their absolute values, as scales for residuals. */
export interface MomentAccumulator {
  /** `Σ c φ_j`, up to date after `settle`. */
  readonly sums: Float64Array
  /** `Σ c |φ_j|`. */
  readonly scales: Float64Array
  reset(): void
  /**
   * Adds the points `from … to - 1` of a block of weighted features. Their plain sums, of at most `BLOCK` terms, are
   * what is added with compensation.
   *
   * @param plain if given, receives the plain sums too, added to `plain[at … at + count)`
   */
  add(block: Float64Array, from: number, to: number, plain?: Float64Array, at?: number): void
  /** Folds the compensations in. */
  settle(): void
}

export function createMomentAccumulator(count: number): MomentAccumulator {
  const sums = new Float64Array(count)
  const scales = new Float64Array(count)
  const high = new Float64Array(count)
  const low = new Float64Array(count)
  return {
    sums,
    scales,
    reset() {
      for (const array of [sums, scales, high, low]) array.fill(0)
    },
    add(block, from, to, plain, at = 0) {
      for (let j = 0; j < count; j++) {
        const feature = j * BLOCK
        // Two chains of additions each, since one would wait for its own last result.
        let value = 0
        let otherValue = 0
        let scale = 0
        let otherScale = 0
        let p = from
        for (; p + 1 < to; p += 2) {
          const term = block[feature + p]
          const otherTerm = block[feature + p + 1]
          value += term
          otherValue += otherTerm
          scale += Math.abs(term)
          otherScale += Math.abs(otherTerm)
        }
        value += otherValue
        scale += otherScale
        if (p < to) {
          const term = block[feature + p]
          value += term
          scale += Math.abs(term)
        }
        scales[j] += scale
        if (plain) plain[at + j] += value
        const sum = high[j]
        const next = sum + value
        low[j] += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum
        high[j] = next
      }
    },
    settle() {
      for (let j = 0; j < count; j++) sums[j] = high[j] + low[j]
    },
  }
}

/** Adds `Σ c φ_j` over the points `from … to - 1` of a block of weighted features to `sums[at … at + count)`, plainly. */
export function addPlainSums(
  block: Float64Array,
  count: number,
  from: number,
  to: number,
  sums: Float64Array,
  at: number,
): void {
  for (let j = 0; j < count; j++) {
    const feature = j * BLOCK
    let value = 0
    let otherValue = 0
    let p = from
    for (; p + 1 < to; p += 2) {
      value += block[feature + p]
      otherValue += block[feature + p + 1]
    }
    if (p < to) value += block[feature + p]
    sums[at + j] += value + otherValue
  }
}

/** Multiplies the features of the points `from … to - 1` of a block by `weights[from …]`, in place. */
export function weighBlock(
  block: Float64Array,
  count: number,
  from: number,
  to: number,
  weights: Float64Array,
): void {
  for (let j = 0; j < count; j++) {
    const feature = j * BLOCK
    for (let p = from; p < to; p++) block[feature + p] *= weights[p]
  }
}
