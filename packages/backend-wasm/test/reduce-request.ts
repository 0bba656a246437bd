import { cpu } from '@polylog/backend-cpu'
import { createRng, type ReduceRequest, weightedSet } from '@polylog/core'
import { chebyshev } from '@polylog/moments'

/** Cells of a size that keeps workers busy: `count` of them, of `perCell` uniform points with random weights. */
export async function reduceRequest(
  count = 24,
  perCell = 700,
  dim = 3,
  order = 5,
  seed = 1,
): Promise<ReduceRequest> {
  const rng = createRng(seed)
  const size = count * perCell
  const set = weightedSet(
    Float64Array.from({ length: size * dim }, () => 2 * rng.uniform() - 1),
    { dim, weights: Float64Array.from({ length: size }, () => 0.1 + rng.uniform()) },
  )
  const cells = await cpu().cover!({ set, covering: { kind: 'kd' }, count, seed })
  return { set, cells, map: chebyshev(order), targets: new Uint32Array(count).fill(1) }
}
