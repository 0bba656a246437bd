import { type CheckedChunk, checkedChunks, type ReadOptions } from './checked-chunks.js'
import type { ColumnSpec, Table, TableColumn } from './table.js'

/** Values of one column: numbers, or booleans and texts. */
export type ColumnValues = Float64Array | readonly (string | boolean)[]

/** Some rows of a table, by columns. */
export interface ColumnBlock {
  readonly size: number
  readonly columns: Readonly<Record<string, ColumnValues>>
  readonly weights?: Float64Array
  /** Row numbers in the table, from 0. */
  readonly rowNumbers: Float64Array
}

export interface ColumnOptions extends Pick<ReadOptions, 'weight' | 'nulls' | 'signal' | 'onRows'> {
  readonly specs: readonly ColumnSpec[]
  /** Of the specs, in their order. */
  readonly described: readonly TableColumn[]
}

/**
 * Columns of numbers, booleans and texts, some rows at a time, without those that are dropped.
 *
 * @param mostRows of a block
 * @throws InputError for NULLs and what is not finite, unless such rows are dropped
 */
export async function* columnBlocks(
  table: Table,
  { specs, described, ...reading }: ColumnOptions,
  mostRows: number,
): AsyncGenerator<ColumnBlock> {
  const kindOf = ({ name }: ColumnSpec) => described[specs.findIndex(spec => spec.name === name)].kind
  const texts = specs.filter(spec => kindOf(spec) === 'text')
  const coordinates = specs.filter(spec => kindOf(spec) !== 'text')
  const block = createBlock(coordinates, texts, reading.weight !== undefined, mostRows)
  for await (const chunk of checkedChunks(table, { ...reading, coordinates, texts })) {
    for (let row = 0; row < chunk.rows; row++) {
      if (chunk.kept !== undefined && chunk.kept[row] === 0) continue
      block.add(chunk, row)
      if (block.size() === mostRows) yield finished()
    }
  }
  if (block.size() > 0) yield finished()

  function finished(): ColumnBlock {
    const { columns, weights, rowNumbers } = block.take()
    const named = specs.map(spec => {
      const values: ArrayLike<number | string> = columns[spec.name]
      return [spec.name, kindOf(spec) === 'boolean' ? Array.from(values, value => value === 1) : values]
    })
    return { size: rowNumbers.length, columns: Object.fromEntries(named), weights, rowNumbers }
  }
}

/** Rows that are gathered, at most so many at once. */
function createBlock(
  coordinates: readonly ColumnSpec[],
  texts: readonly ColumnSpec[],
  hasWeights: boolean,
  mostRows: number,
) {
  const dim = coordinates.length
  const numbers = coordinates.map(() => new Float64Array(mostRows))
  const weights = new Float64Array(hasWeights ? mostRows : 0)
  const rowNumbers = new Float64Array(mostRows)
  let words: string[][] = texts.map(() => [])
  let size = 0
  return {
    size: () => size,
    add(chunk: CheckedChunk, row: number) {
      for (let column = 0; column < dim; column++) numbers[column][size] = chunk.columns[column][row]
      for (let column = 0; column < words.length; column++) words[column].push(chunk.texts[column][row]!)
      if (hasWeights) weights[size] = chunk.columns[dim][row]
      rowNumbers[size++] = chunk.first + row
    },
    /** Copies of them. */
    take() {
      const columns: Record<string, Float64Array | readonly string[]> = {}
      coordinates.forEach(({ name }, i) => {
        columns[name] = numbers[i].slice(0, size)
      })
      texts.forEach(({ name }, i) => {
        columns[name] = words[i]
      })
      const taken = {
        columns,
        weights: hasWeights ? weights.slice(0, size) : undefined,
        rowNumbers: rowNumbers.slice(0, size),
      }
      words = texts.map(() => [])
      size = 0
      return taken
    },
  }
}
