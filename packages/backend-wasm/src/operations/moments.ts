import { frameOfBox, type MomentRequest, type ScaledMoments } from '@polylog/core'
import type { Dispatch } from '../tasks/dispatch.js'
import { checkEvaluable } from './check-evaluable.js'
import { gatherCrowd } from './gather-crowd.js'
import { featuresOf } from './large-cells.js'

/** Rows of a task. It depends on nothing else, so that sums are the same for any number of workers. */
const CHUNK = 2 ** 15

interface Chunk {
  readonly cell: number
  readonly from: number
  readonly to: number
}

/** The `scaledMoments` operation, in chunks of rows. */
export async function sumMoments(request: MomentRequest, dispatch: Dispatch): Promise<ScaledMoments> {
  const { set, cells, map, frames, signal } = request
  const { dim } = set
  checkEvaluable(map)
  const { columns: count, evaluation } = featuresOf(map, dim)
  const chunks = chunksOf(request)
  const results = await dispatch(
    chunks.map(({ cell, from, to }) => ({
      work: evaluation * count * (to - from),
      make(memory) {
        const data = memory.take((to - from) * (dim + 1))
        gatherCrowd(set, cells.permutation.subarray(from, to), data)
        const frame = new Float64Array(2 * dim)
        frameOfBox(frames, dim, frame, 2 * dim * cell)
        return { kind: 'moments', map, dim, frame, data }
      },
    })),
    signal,
  )
  const sums = new Float64Array(cells.count * count)
  const scales = new Float64Array(cells.count * count)
  const lost = new Float64Array(cells.count * count)
  chunks.forEach(({ cell }, i) => {
    const { sums: values } = results[i]
    for (let j = 0; j < count; j++) {
      const at = cell * count + j
      const sum = sums[at]
      const value = values[j]
      const next = sum + value
      lost[at] += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum
      sums[at] = next
      scales[at] += values[count + j]
    }
  })
  return { sums: sums.map((sum, at) => sum + lost[at]), scales }
}

function chunksOf({ cells }: MomentRequest): readonly Chunk[] {
  const chunks: Chunk[] = []
  for (let cell = 0; cell < cells.count; cell++) {
    const end = cells.offsets[cell + 1]
    for (let from = cells.offsets[cell]; from < end; from += CHUNK) {
      chunks.push({ cell, from, to: Math.min(end, from + CHUNK) })
    }
  }
  return chunks
}
