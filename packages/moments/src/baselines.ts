import { OptionError, type ReduceRequest, type Reduction } from '@polylog/core'
import type { CellReducer } from './cell-reducer.js'
import { createNonNegativeLeastSquaresReducer } from './non-negative-least-squares/non-negative-least-squares-reducer.js'
import { createNullVectorReducer } from './null-vector/null-vector-reducer.js'
import { reduceEachCell } from './reduce-each-cell.js'

/**
 * The `reduce` operation of the contract by one of the methods that are there for comparison.
 *
 * @throws OptionError for a method other than `'svd'` and `'nnls'`
 */
export function reduceCellsByBaseline(request: ReduceRequest): Reduction {
  return { ...reduceEachCell(request, reducerOf(request)), redone: 0 }
}

function reducerOf({ set, map, method }: ReduceRequest): CellReducer {
  switch (method) {
    case 'svd':
      return createNullVectorReducer(map, set.dim)
    case 'nnls':
      return createNonNegativeLeastSquaresReducer(map, set.dim)
    default:
      throw new OptionError(`method is ${JSON.stringify(method)}`, "Give 'elimination', 'svd' or 'nnls'")
  }
}
