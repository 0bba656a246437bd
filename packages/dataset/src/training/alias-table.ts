import type { Rng } from '@polylog/core'

/**
 * Rows drawn by weight, each in the same time however many there are: Walker's alias method as Vose (1991) builds it.
 *
 * @param weights `>= 0`, not all 0
 */
export function createAliasTable(weights: Float64Array): { draw(rng: Rng): number } {
  const count = weights.length
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const share = weights.map(weight => (weight * count) / total)
  const other = new Uint32Array(count)
  const small: number[] = []
  const large: number[] = []
  share.forEach((value, row) => {
    if (value < 1) small.push(row)
    else large.push(row)
  })
  while (small.length > 0 && large.length > 0) {
    const poor = small.pop()!
    const rich = large[large.length - 1]
    other[poor] = rich
    share[rich] -= 1 - share[poor]
    if (share[rich] < 1) small.push(large.pop()!)
  }
  // What is left is 1 but for rounding.
  for (const row of [...small, ...large]) share[row] = 1
  return {
    draw(rng) {
      const row = rng.integer(count)
      return rng.uniform() < share[row] ? row : other[row]
    },
  }
}
