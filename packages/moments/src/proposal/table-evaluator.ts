import type { Cells, FeatureTable } from '@polylog/core'
import { BLOCK, type FeatureEvaluator } from '../compile-features.js'

/** In multiply-adds of a matrix product. */
const LOOKUP = 3

/** Looks features up that some other engine has evaluated for every row of the cells. */
export function tableEvaluator({ count, values }: FeatureTable, { permutation }: Cells): FeatureEvaluator {
  const position = new Uint32Array(permutation.reduce((most, row) => Math.max(most, row), 0) + 1)
  for (let i = 0; i < permutation.length; i++) position[permutation[i]] = i
  return {
    count,
    work: LOOKUP,
    evaluate(_points, rows, start, end, _frame, out, at = 0, weights) {
      for (let p = 0; p < end - start; p++) {
        const row = rows[start + p]
        const from = position[row] * count
        const weight = weights ? weights[row] : 1
        for (let j = 0; j < count; j++) out[at + j * BLOCK + p] = values[from + j] * weight
      }
    },
  }
}
