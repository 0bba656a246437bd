import { reduceInCells } from '@polylog/compress'
import {
  compensatedSum,
  type FeatureMap,
  featureCount,
  OptionError,
  selectAxes,
  selectRows,
  takeRows,
  type WeightedSet,
} from '@polylog/core'
import { kdCells } from '@polylog/covering'
import { chebyshev } from '@polylog/moments'
import { inputPolynomials } from '../loss/loss-features.js'
import type { Loss } from '../loss/losses.js'
import type { ObjectLayout } from '../loss/object-layout.js'
import type { LabelTable } from '../table/class-labels.js'
import { chooseLabelDegree } from './choose-label-degree.js'
import type { KeptRows } from './compress-stratum.js'
import type { DatasetOptions } from './dataset-options.js'
import { type DegreeRule, isFirm } from './degree-rule.js'
import { type LabelBounds, labelsOnSupport } from './labels-on-support.js'
import type { Objects } from './objects.js'
import { ALL_ROWS, type Stratum } from './strata.js'

/** Of labels: sums of inputs are kept to twice this. */
const HIGHEST_DEGREE = 4

/** A loss of shares or counts may have no minimum where they are negative. */
const BOUNDS: Readonly<Partial<Record<Loss, LabelBounds>>> = {
  'cross-entropy': { least: 0, most: 1 },
  poisson: { least: 0, most: Number.POSITIVE_INFINITY },
}

/** Of so many, cells alone are too large: at least sums of degree 2 have to be kept. */
const MANY_INPUTS = 12

/**
 * In cells made by the inputs, rows whose sums of polynomials of the inputs to degree `2q` are those of all rows, and
 * labels for them whose sums with those to degree `q` are: the local polynomial of degree `q` that fits all labels best, at the
 * rows that are kept. For losses that are linear in the labels.
 */
export async function projectStratum(
  { set, layout }: Objects,
  labels: LabelTable,
  stratum: Stratum,
  size: number,
  rule: DegreeRule,
  loss: Loss,
  { backend, signal }: DatasetOptions,
): Promise<KeptRows> {
  const { name, rows, inputSize, mostDegree } = stratum
  const inputs: WeightedSet = selectAxes(selectRows(set, rows), layout.inputs)
  const inner: ObjectLayout = { ...layout, dim: layout.inputs.length, labels: [], sums: [] }
  const neededBy = (degree: number) => featureCount(polynomials(inner, 2 * degree), inner.dim)
  const given = takeRows(labels.values, rows, labels.names.length)
  if (size >= rows.length) return unchanged(stratum, inputs.weights, given)
  const degree =
    typeof rule === 'number'
      ? rule
      : isFirm(rule)
        ? rule.firm
        : chooseLabelDegree(inputs, given, size, {
            most: rule === 'auto' ? HIGHEST_DEGREE : rule.most,
            neededBy,
            mapOf: degree => polynomials(inner, degree),
          })
  const needed = neededBy(degree)
  if (needed > size && !isFirm(rule)) {
    throw new OptionError(
      name === ALL_ROWS
        ? `Projected labels of degree ${degree} need ${needed} rows, and size is ${size}`
        : `Projected labels of degree ${degree} need ${needed} rows of ${name}, whose share is ${size}`,
      'Give a larger size, a lower degree, or fewer inputs',
    )
  }
  if (degree === 0 && inner.dim >= MANY_INPUTS) {
    throw new OptionError(
      `Projected labels of ${inner.dim} inputs need ${neededBy(1)} rows of ${name} for degree 1, and its share is ${size}`,
      "Give labels 'kept', a larger size or fewer inputs",
    )
  }
  const map = polynomials(inner, 2 * degree)
  const cells = kdCells(inputs, { count: Math.max(1, Math.min(Math.floor(size / needed), inputs.size)) })
  const reduction = await reduceInCells(inputs, cells, map, {
    targets: cells.counts.map(count => Math.min(count, needed)),
    ...(backend && { backend }),
    ...(signal && { signal }),
  })
  const { values, residual, averagedCells } = labelsOnSupport(
    inputs,
    cells,
    reduction,
    polynomials(inner, degree),
    given,
    BOUNDS[loss],
  )
  return {
    rows: reduction.indices.map(row => rows[row]),
    weights: reduction.weights,
    labels: values,
    certificate: {
      name,
      inputSize,
      outputSize: reduction.indices.length,
      degree: Math.min(degree, mostDegree),
      featureCount: needed,
      cells: cells.count,
      massError: massError(inputs.weights, reduction.weights),
      momentResidual: reduction.residual,
      labelResidual: residual,
      averagedCells,
    },
  }
}

function polynomials(layout: ObjectLayout, degree: number): FeatureMap {
  return layout.inputs.length > 0 ? inputPolynomials(layout.inputs, layout, degree) : chebyshev(0)
}

function unchanged(
  { name, rows, inputSize, mostDegree }: Stratum,
  weights: Float64Array,
  labels: Float64Array,
): KeptRows {
  const certificate = {
    name,
    inputSize,
    outputSize: rows.length,
    ...(mostDegree < Infinity && { degree: mostDegree }),
    featureCount: 0,
    cells: 0,
    massError: 0,
    momentResidual: 0,
    labelResidual: 0,
  }
  return { rows, weights, labels, certificate }
}

function massError(before: Float64Array, after: Float64Array): number {
  const mass = compensatedSum(before)
  return Math.abs(mass - compensatedSum(after)) / mass
}
