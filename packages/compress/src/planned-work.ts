import { type FeatureMap, featureCount, totalDegreeOf } from '@polylog/core'
import { certifiedFeatures } from './certified-features.js'
import type { Quality } from './compress-options.js'
import type { OrderChoice } from './compression.js'
import { certifyingWork, passWork, totalWork, type Work } from './cost-model.js'
import { type Pass, passSchedule } from './schedule.js'
import type { Settings } from './settings.js'

/** What every cell keeps. */
export interface KeptFeatures {
  readonly map: FeatureMap
  /** Of the polynomials, if they are that. */
  readonly order?: number
  /** How the order was chosen, and the quality that can be afforded with it, if it was. */
  readonly quality?: Quality
  readonly choice?: OrderChoice
}

/** What a compression will do, known before it begins. */
export interface PlannedWork {
  readonly featureCount: number
  readonly passes: readonly Pass[]
  /** Predicted work of every pass. */
  readonly works: readonly Work[]
  /** Predicted multiply-adds of all passes, and of the certificate. */
  readonly reducing: number
  readonly certifying: number
}

/** The passes from `inputSize` rows to `size`, and their cost; none where nothing is left out. */
export function plannedWork(
  inputSize: number,
  size: number,
  dim: number,
  { map, order, quality }: KeptFeatures,
  settings: Pick<Settings, 'quality' | 'covering' | 'coveringAxes'>,
): PlannedWork {
  const count = featureCount(map, dim)
  const degree = totalDegreeOf(map)
  const { covering, coveringAxes } = settings
  const polynomials = degree === undefined || coveringAxes ? undefined : { dim, order: degree }
  const passes =
    size < inputSize
      ? passSchedule(inputSize, size, count, quality ?? settings.quality, covering, polynomials)
      : []
  const certified = order === undefined ? count : certifiedFeatures(dim, order)
  const works = passes.map((pass, i) => passWork(i === 0 ? inputSize : passes[i - 1].goal, dim, pass, count))
  return {
    featureCount: count,
    passes,
    works,
    reducing: works.reduce((sum, work) => sum + totalWork(work), 0),
    certifying: passes.length === 0 ? 0 : certifyingWork(inputSize, certified),
  }
}
