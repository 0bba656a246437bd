import type { Cells, FeatureMap, Reduction, WeightedSet } from '@polylog/core'
import { checkResidual } from './check-residual.js'
import { composeBackends } from './compose-backends.js'
import type { CompressBaseOptions } from './compress-options.js'
import { reduceBatches } from './reduce-batches.js'
import { backendList } from './settings.js'

export interface ReduceInCellsOptions extends Pick<CompressBaseOptions, 'backend' | 'signal'> {
  /** Points that each cell may keep: `cells.count`. */
  readonly targets: Uint32Array
}

/**
 * One reduction of cells that the caller has made, for who has to know which cell a point is from; `compress` covers, reduces
 * and certifies by itself.
 *
 * @param set all of whose weights are positive
 * @throws AccuracyError if the result does not keep its moments to 1e-12
 * @throws the signal's reason, if aborted
 */
export async function reduceInCells(
  set: WeightedSet,
  cells: Cells,
  map: FeatureMap,
  { targets, backend, signal }: ReduceInCellsOptions,
): Promise<Reduction> {
  signal?.throwIfAborted()
  const composed = composeBackends(backendList(backend))
  const { weights, residual } = await reduceBatches(set, cells, map, targets, composed, signal, async () => {
    signal?.throwIfAborted()
  })
  checkResidual(residual)
  const indices: number[] = []
  const offsets = new Uint32Array(cells.count + 1)
  for (let cell = 0; cell < cells.count; cell++) {
    const rows = cells.permutation.subarray(cells.offsets[cell], cells.offsets[cell + 1])
    for (const row of rows.filter(row => weights[row] > 0).sort()) indices.push(row)
    offsets[cell + 1] = indices.length
  }
  return {
    indices: Uint32Array.from(indices),
    weights: Float64Array.from(indices, row => weights[row]),
    offsets,
    residual,
  }
}
