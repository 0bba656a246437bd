import { type CompressBaseOptions, compress } from '@polylog/compress'
import {
  concatenated,
  featureCount,
  OptionError,
  selectRows,
  takeRows,
  type WeightedSet,
} from '@polylog/core'
import { type ChosenFeatures, chooseFeatures, coveringOf, fewFeatures } from '../loss/choose-features.js'
import { leastSquaresFeatures, lossFeatures } from '../loss/loss-features.js'
import type { Loss } from '../loss/losses.js'
import type { ObjectLayout } from '../loss/object-layout.js'
import type { StratumCertificate } from './dataset-coreset.js'
import type { DatasetOptions } from './dataset-options.js'
import { type DegreeRule, highestFitting, isFirm } from './degree-rule.js'
import type { Objects } from './objects.js'
import { ALL_ROWS, type Stratum } from './strata.js'

/** Rows that are kept, of the input, with their weights. */
export interface KeptRows {
  readonly rows: Uint32Array
  readonly weights: Float64Array
  /** New labels, row by row, if they are projected. */
  readonly labels?: Float64Array
  readonly certificate: StratumCertificate
}

export async function compressStratum(
  { set, layout }: Objects,
  loss: Loss,
  { name, rows, inputSize, mostDegree }: Stratum,
  size: number,
  rule: DegreeRule,
  options: DatasetOptions,
): Promise<KeptRows> {
  const objects = selectRows(set, rows)
  const { map, degree } = await featuresFor(objects, layout, loss, name, size, rule, options)
  const target = isFirm(rule) ? Math.max(size, featureCount(map, layout.dim)) : size
  const { quality, backend, seed, signal, onProgress } = options
  const settings: CompressBaseOptions = { quality, backend, seed, signal, onProgress }
  const {
    set: kept,
    indices,
    certificate,
  } = await compress(objects, {
    ...withoutAbsent(settings),
    size: target,
    features: map,
    ...coveringOf(layout, loss),
  })
  // All rows of a coreset keep what it keeps, whatever would have been chosen.
  const isWhole = kept.size === rows.length && mostDegree < Infinity
  return {
    rows: indices.map(row => rows[row]),
    weights: kept.weights,
    certificate: {
      name,
      inputSize,
      outputSize: kept.size,
      ...(isWhole
        ? { degree: mostDegree }
        : degree !== undefined && { degree: Math.min(degree, mostDegree) }),
      featureCount: certificate.featureCount,
      cells: certificate.cells,
      massError: certificate.massError,
      momentResidual: certificate.momentResidual,
      compression: certificate,
    },
  }
}

function withoutAbsent<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T
}

async function featuresFor(
  objects: WeightedSet,
  layout: ObjectLayout,
  loss: Loss,
  stratum: string,
  size: number,
  rule: DegreeRule,
  { leastSquares, backend, seed, signal }: DatasetOptions,
): Promise<ChosenFeatures> {
  if (leastSquares !== undefined) {
    const map = leastSquaresFeatures(layout, leastSquares)
    if (!isFirm(rule)) checkFits(`Least squares of degree ${leastSquares}`, map, objects, stratum, size)
    return { map }
  }
  if (rule === 'auto') {
    return chooseFeatures(objects, layout, loss, size, withoutAbsent({ backend, seed, signal }))
  }
  const featuresTo = (degree: number) => lossFeatures(layout, loss, degree)
  if (isFirm(rule)) return { map: featuresTo(rule.firm), degree: rule.firm }
  if (typeof rule === 'number') {
    const map = featuresTo(rule)
    checkFits(`Degree ${rule}`, map, objects, stratum, size)
    return { map, degree: rule }
  }
  const degree = highestFitting(rule.most, degree => featureCount(featuresTo(degree), layout.dim) <= size)
  return degree === undefined
    ? { map: await fewFeatures(objects, size) }
    : { map: featuresTo(degree), degree }
}

function checkFits(
  what: string,
  map: ChosenFeatures['map'],
  { size: inputSize, dim }: WeightedSet,
  stratum: string,
  size: number,
): void {
  const needed = featureCount(map, dim)
  if (needed <= size || size >= inputSize) return
  throw new OptionError(
    stratum === ALL_ROWS
      ? `${what} needs ${needed} rows, and size is ${size}`
      : `${what} needs ${needed} rows of ${stratum}, whose share is ${size} of its ${inputSize} rows`,
    'Give a larger size, a lower degree or fewer inputs',
  )
}

/** Rows of several strata in the order of the input. */
export function inOrder(parts: readonly KeptRows[], labelCount: number): Omit<KeptRows, 'certificate'> {
  const rows = concatenated(parts.map(part => part.rows))
  const weights = concatenated(parts.map(part => part.weights))
  const order = Uint32Array.from(rows, (_, i) => i).sort((a, b) => rows[a] - rows[b])
  const sorted = { rows: order.map(i => rows[i]), weights: takeRows(weights, order) }
  if (!parts[0].labels) return sorted
  const labels = concatenated(parts.map(part => part.labels!))
  return { ...sorted, labels: takeRows(labels, order, labelCount) }
}
