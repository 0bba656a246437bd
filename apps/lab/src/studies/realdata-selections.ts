import { compress } from '@polylog/compress'
import { createRng, OptionError } from '@polylog/core'
import { compressDataset, drawRows, encode, fitEncoding, type Table } from '@polylog/dataset'

/** Rows that are kept, with their weights and labels. */
export interface KeptTableRows {
  readonly rows: Uint32Array
  readonly weights: Float64Array
  /** Instead of the rows' own, where they are projected. */
  readonly labels?: Float64Array
}

export interface SelectionTask {
  readonly table: Table
  readonly target: string
  readonly inputs: readonly string[]
  /** `size × outputs`. */
  readonly labels: Float64Array
  readonly size: number
  readonly seed: number
}

/** Most centres of k-means: more take minutes. */
const MOST_CENTRES = 1000

export const FULL = 'all rows'

/** Nothing where a method cannot do it, or not in time. */
export const REAL_SELECTIONS: Readonly<
  Record<string, (task: SelectionTask) => Promise<KeptTableRows | undefined>>
> = {
  coreset: async ({ table, target, inputs, size, seed }) => {
    const { indices, weights } = await compressDataset(table, { target, inputs, size, seed })
    return { rows: indices, weights }
  },
  'coreset, labels projected': async ({ table, target, inputs, size, seed }) => {
    const options = { target, inputs, size, seed, labels: 'projected' } as const
    try {
      const { indices, weights, labels } = await compressDataset(table, options)
      return { rows: indices, weights, labels: labels!.values }
    } catch (error) {
      // So many inputs need more rows.
      if (error instanceof OptionError) return undefined
      throw error
    }
  },
  'random rows': async ({ table, size, seed }) => {
    const rows = drawRows(table.size, size, createRng(seed))
    return { rows, weights: new Float64Array(size).fill(table.size / size) }
  },
  'stratified random rows': async task => stratified(task),
  'k-means medoids': async task => medoids(task),
}

/** Random rows of each class, or of each tenth of the labels, as many as its share of the mass. */
function stratified({ table, labels, size, seed }: SelectionTask): KeptTableRows {
  const rng = createRng(seed)
  const width = labels.length / table.size
  const order = Uint32Array.from({ length: table.size }, (_, row) => row).sort(
    (a, b) => labels[a * width] - labels[b * width] || a - b,
  )
  const strata: Uint32Array[] = []
  if (width > 1) {
    for (let k = 0; k < width; k++) strata.push(order.filter(row => labels[row * width + k] === 1))
  } else {
    const count = Math.min(10, size)
    for (let i = 0; i < count; i++) {
      const [from, to] = [i, i + 1].map(part => Math.round((part * table.size) / count))
      strata.push(order.subarray(from, to))
    }
  }
  const kept: { row: number; weight: number }[] = []
  for (const stratum of strata) {
    if (stratum.length === 0) continue
    const share = Math.min(stratum.length, Math.max(1, Math.round((size * stratum.length) / table.size)))
    for (const at of drawRows(stratum.length, share, rng)) {
      kept.push({ row: stratum[at], weight: stratum.length / share })
    }
  }
  kept.sort((a, b) => a.row - b.row)
  return {
    rows: Uint32Array.from(kept, ({ row }) => row),
    weights: Float64Array.from(kept, ({ weight }) => weight),
  }
}

/** The row nearest to each centre of k-means over inputs and labels, with the mass of its cluster: order 0. */
async function medoids({
  table,
  inputs,
  labels,
  size,
  seed,
}: SelectionTask): Promise<KeptTableRows | undefined> {
  if (size > MOST_CENTRES) return undefined
  const encoded = encode(fitEncoding(table, inputs), table)
  const standardised = standardisedLabels(labels, table.size)
  const [m, w] = [encoded.length / table.size, labels.length / table.size]
  const points = new Float64Array(table.size * (m + w))
  for (let row = 0; row < table.size; row++) {
    points.set(encoded.subarray(row * m, (row + 1) * m), row * (m + w))
    points.set(standardised.subarray(row * w, (row + 1) * w), row * (m + w) + m)
  }
  const { indices, set } = await compress(points, { dim: m + w, size, order: 0, covering: 'k-means', seed })
  return { rows: indices, weights: set.weights }
}

function standardisedLabels(values: Float64Array, size: number): Float64Array {
  const table: Table = { size, columns: new Map([['labels', { values, width: values.length / size }]]) }
  return encode(fitEncoding(table, ['labels']), table)
}
