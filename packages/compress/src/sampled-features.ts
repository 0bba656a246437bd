import { type CustomFeatures, createRng } from '@polylog/core'
import { custom } from '@polylog/moments'

/**
 * Some Chebyshev products of one degree, drawn at random, for degrees that have too many to look at them all.
 *
 * @param box `dim` lower, then `dim` upper bounds, taken as `[-1, 1]^dim`
 */
export function sampledChebyshev(
  box: Float64Array,
  degree: number,
  count: number,
  seed: number,
): CustomFeatures {
  const dim = box.length / 2
  const rng = createRng(seed)
  const axes = Uint32Array.from({ length: count * degree }, () => rng.integer(dim))
  const values = new Float64Array(count)
  return custom(point => {
    for (let i = 0; i < count; i++)
      values[i] = productAt(point, box, axes.subarray(i * degree, (i + 1) * degree))
    return values
  }, count)
}

function productAt(point: Float64Array, box: Float64Array, axes: Uint32Array): number {
  const dim = point.length
  let product = 1
  for (const axis of new Set(axes)) {
    const power = axes.reduce((n, other) => n + (other === axis ? 1 : 0), 0)
    const half = (box[dim + axis] - box[axis]) / 2
    const t = half > 0 ? (point[axis] - box[axis]) / half - 1 : 0
    product *= Math.cos(power * Math.acos(Math.max(-1, Math.min(1, t))))
  }
  return product
}
