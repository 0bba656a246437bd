/**
 * Largest `|a_j - b_j| / scale_j`. A feature that is zero at every point has nothing to keep and counts as 0.
 *
 * @param scales `Σ c |φ_j|`
 */
export function largestRelativeDifference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  scales: ArrayLike<number>,
): number {
  let largest = 0
  for (let j = 0; j < a.length; j++) {
    const difference = Math.abs(a[j] - b[j])
    if (difference === 0) continue
    const ratio = difference / scales[j]
    if (!(ratio <= largest)) largest = ratio
  }
  return largest
}
