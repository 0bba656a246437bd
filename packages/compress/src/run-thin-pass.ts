import { type FeatureMap, oneCell, selectRows, takeRows, type WeightedSet, weightyRows } from '@polylog/core'
import type { BalanceAim } from './balance-aim.js'
import type { ComposedBackend } from './compose-backends.js'
import type { PassResult } from './pass-result.js'
import type { ProgressMeter } from './progress-meter.js'
import type { Settings } from './settings.js'
import { sideBySide } from './side-by-side.js'
import type { ThinPass } from './thin-passes.js'

/**
 * Thins the whole set, or parts of it side by side: each by the same factor, and with its share of the balance.
 *
 * @param seed of the parts
 */
export async function runThinPass(
  set: WeightedSet,
  map: FeatureMap,
  { goal, pace, parts, work }: ThinPass,
  aim: BalanceAim,
  seed: number,
  { signal }: Settings,
  backend: ComposedBackend,
  meter: ProgressMeter,
): Promise<PassResult> {
  const balance = await aim(set)
  const { permutation, offsets } =
    parts === 1
      ? oneCell(set)
      : await backend.run('cover', { set, covering: { kind: 'kd' }, count: parts, seed, signal })
  const goalUpTo = (part: number) => Math.floor((goal * offsets[part]) / set.size)
  const weights = new Float64Array(set.size)
  let cells = 0
  let residual = 0
  let maxCellDiameter = 0
  const lanes = await backend.concurrency('thin')
  await sideBySide(
    Array.from({ length: parts }, (_, part) => part),
    lanes,
    async part => {
      const rows = permutation.slice(offsets[part], offsets[part + 1]).sort()
      const size = goalUpTo(part + 1) - goalUpTo(part)
      const share = (rows.length - size) / (set.size - goal)
      const thinning = await backend.run('thin', {
        set: selectRows(set, rows),
        map,
        size,
        finalSize: Math.round((pace.finalSize / goal) * size),
        leastLoss: pace.leastLoss,
        balance: balance && { ...balance, defect: balance.defect.map(off => off * share) },
        signal,
      })
      thinning.indices.forEach((local, i) => {
        weights[rows[local]] = thinning.weights[i]
      })
      cells += thinning.neighbourhoods
      residual = Math.max(residual, thinning.residual)
      maxCellDiameter = Math.max(maxCellDiameter, thinning.maxDiameter)
      await meter.done('reducing', work * share)
    },
  )
  const rows = weightyRows(weights)
  return { rows, weights: takeRows(weights, rows), residual, cells, maxCellDiameter }
}
