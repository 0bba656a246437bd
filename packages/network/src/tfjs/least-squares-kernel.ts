import { CholeskyDecomposition, Matrix } from 'ml-matrix'

/** Sums over calibration rows, from which a kernel is fitted. */
export interface KernelSums {
  /** `Σ h hᵀ`, `width × width`. */
  readonly gram: Float64Array
  /** `Σ h rᵀ` with what is missing, `width × outputs`. */
  readonly missing: Float64Array
  /** `Σ |r|²` */
  readonly squares: number
}

/** Penalties on the change of the kernel, over the mean of the Gram matrix's diagonal, that are tried. */
const PENALTIES = [1e-6, 1e-4, 1e-2, 1, 100]

/**
 * The change of a kernel that makes up for what is missing in the next layer's inputs: `min |H Δ - R|² + λ |Δ|²`, with the
 * penalty that does best on other rows.
 *
 * @param fit sums over most of the rows
 * @param other sums over the rest of them
 * @returns `width × outputs`; all 0 where no change does better
 */
export function kernelChange(
  fit: KernelSums,
  other: KernelSums,
  width: number,
  outputs: number,
): Float64Array {
  const gram = Matrix.from1DArray(width, width, fit.gram)
  const missing = Matrix.from1DArray(width, outputs, fit.missing)
  const otherGram = Matrix.from1DArray(width, width, other.gram)
  const otherMissing = Matrix.from1DArray(width, outputs, other.missing)
  const scale = gram.trace() / width
  let best = Matrix.zeros(width, outputs)
  let least = other.squares
  for (const penalty of PENALTIES) {
    const change = solved(gram, penalty * scale, missing)
    if (!change) continue
    const error = other.squares - 2 * inner(change, otherMissing) + inner(change, otherGram.mmul(change))
    if (error < least) [best, least] = [change, error]
  }
  return Float64Array.from(best.to1DArray())
}

function solved(gram: Matrix, penalty: number, missing: Matrix): Matrix | undefined {
  const damped = gram.clone()
  for (let i = 0; i < damped.rows; i++) damped.set(i, i, damped.get(i, i) + penalty)
  const decomposition = new CholeskyDecomposition(damped)
  return decomposition.isPositiveDefinite() ? decomposition.solve(missing) : undefined
}

function inner(a: Matrix, b: Matrix): number {
  let sum = 0
  for (let i = 0; i < a.rows; i++) for (let j = 0; j < a.columns; j++) sum += a.get(i, j) * b.get(i, j)
  return sum
}
