import { checkPart } from '../table/check-part.js'
import { type ColumnKind, columnNamed } from '../table/column-values.js'
import type { Table } from '../table/table.js'
import type { DatasetOptions } from './dataset-options.js'
import { checkNotNegative, columnsUsed } from './settings.js'

/**
 * Checks the rows of a stream as they come, so that messages name them by their numbers in it.
 *
 * @returns a check of the next rows, which throws an InputError for a value that is missing, not finite, or of another kind than those
 *   before, and an OptionError for a column that is not there
 */
export function chunkChecks(options: DatasetOptions): (chunk: Table) => void {
  const kinds = new Map<string, ColumnKind>()
  let firstRow = 0
  return chunk => {
    const { target, inputs, sums, groups } = columnsUsed(chunk, options)
    const { weights } = options
    const used = [...target, ...inputs, ...sums, ...groups, ...(weights === undefined ? [] : [weights])]
    const checked = [...new Set(used)].map(name => {
      const as = groups.includes(name) ? 'categories' : 'numbers'
      return [
        name,
        checkPart(name, columnNamed(chunk, name), { firstRow, as, known: kinds.get(name) }),
      ] as const
    })
    if (weights !== undefined)
      checkNotNegative(weights, columnNamed(chunk, weights) as ArrayLike<number>, firstRow)
    for (const [name, kind] of checked) kinds.set(name, kind)
    firstRow += chunk.size
  }
}
