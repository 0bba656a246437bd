import { compress } from '@polylog/compress'
import { allRows, selectRows, type WeightedSet, weightedSet } from '@polylog/core'
import { compressDataset, type DatasetOptions, type Sampling } from '@polylog/dataset'

/** How rows to train on are chosen, and how batches are drawn from them. */
export interface Selection {
  readonly sampling: Sampling
  select(rows: WeightedSet, size: number, seed: number): Promise<WeightedSet>
}

export const ALL_ROWS = 'all rows'
export const FIRST_ROWS = 'first rows'
export const JOINT = 'joint moments, order 5'
export const LOSS_AWARE = 'for the loss'
export const PROJECTED = 'for the loss, labels projected'

/** Rows `(x1, x2, y)`. */
function columnsOf({ points, dim, size }: WeightedSet) {
  const column = (axis: number) => Float64Array.from({ length: size }, (_, row) => points[row * dim + axis])
  return { x1: column(0), x2: column(1), y: column(2) }
}

const forTheLoss =
  (options: Pick<DatasetOptions, 'labels' | 'quality'>): Selection['select'] =>
  async (rows, size, seed) => {
    const coreset = await compressDataset(columnsOf(rows), { target: 'y', size, seed, ...options })
    const kept = selectRows(rows, coreset.indices, coreset.weights)
    coreset.labels?.values.forEach((label, row) => {
      kept.points[3 * row + 2] = label
    })
    return kept
  }

/** The authors draw batches by weight; so the ways of theirs do here. */
export const SELECTIONS: Readonly<Record<string, Selection>> = {
  [ALL_ROWS]: { sampling: 'with-replacement', select: async rows => rows },
  [FIRST_ROWS]: {
    sampling: 'with-replacement',
    select: async (rows, size) => {
      const first = selectRows(rows, allRows(size))
      return weightedSet(first.points, { dim: 3 })
    },
  },
  [JOINT]: {
    sampling: 'with-replacement',
    select: async (rows, size, seed) => (await compress(rows, { size, seed, order: 5 })).set,
  },
  [LOSS_AWARE]: { sampling: 'without-replacement', select: forTheLoss({}) },
  [PROJECTED]: { sampling: 'without-replacement', select: forTheLoss({ labels: 'projected' }) },
}
