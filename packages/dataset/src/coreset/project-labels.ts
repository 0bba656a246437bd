import {
  compensatedSum,
  createBreathing,
  type FeatureMap,
  featureCount,
  OptionError,
  selectAxes,
  selectRows,
  type WeightedSet,
} from '@polylog/core'
import { kdCells } from '@polylog/covering'
import { chebyshev, reduceCells } from '@polylog/moments'
import { inputPolynomials } from '../loss/loss-features.js'
import type { ObjectLayout } from '../loss/object-layout.js'
import type { KeptRows } from './compress-stratum.js'
import { type DegreeRule, highestFitting } from './degree-rule.js'
import { labelsOnSupport } from './labels-on-support.js'
import { type LabelTable, type Objects, takeLabels } from './objects.js'
import type { Stratum } from './strata.js'

/** Degree to which labels are matched, where none is asked for and cells stay small. */
const USUAL_DEGREE = 2

/** Cells that a higher degree must leave room for: kinked models want cells. */
const FEWEST_CELLS = 8

/**
 * In cells made by the inputs, rows whose sums of polynomials of the inputs to degree `2q` are those of all rows, and
 * labels for them whose sums with those to degree `q` are: the local polynomial of degree `q` that fits all labels best, at the
 * rows that are kept. For losses that are linear in the labels.
 */
export async function projectStratum(
  { set, layout }: Objects,
  labels: LabelTable,
  { name, rows }: Stratum,
  size: number,
  rule: DegreeRule,
  signal: AbortSignal | undefined,
): Promise<KeptRows> {
  const inputs: WeightedSet = selectAxes(selectRows(set, rows), layout.inputs)
  const inner: ObjectLayout = { ...layout, dim: layout.inputs.length, labels: [], sums: [] }
  const neededBy = (degree: number) => featureCount(polynomials(inner, 2 * degree), inner.dim)
  const degree = degreeFor(rule, neededBy, size)
  const needed = neededBy(degree)
  if (needed > size) {
    throw new OptionError(
      `Projected labels of degree ${degree} need ${needed} rows of ${name}, whose share is ${size}`,
      'Give a larger size, a lower degree, or fewer inputs',
    )
  }
  const breathe = createBreathing()
  const map = polynomials(inner, 2 * degree)
  const cells = kdCells(inputs, { count: Math.min(Math.floor(size / needed), inputs.size) })
  await breathe(signal)
  const reduction = reduceCells({
    set: inputs,
    cells,
    map,
    targets: cells.counts.map(count => Math.min(count, needed)),
  })
  await breathe(signal)
  const given = takeLabels(labels, rows)
  const { values, residual } = labelsOnSupport(inputs, cells, reduction, polynomials(inner, degree), given)
  return {
    rows: reduction.indices.map(row => rows[row]),
    weights: reduction.weights,
    labels: values,
    certificate: {
      name,
      inputSize: rows.length,
      outputSize: reduction.indices.length,
      degree,
      featureCount: needed,
      cells: cells.count,
      massError: massError(inputs.weights, reduction.weights),
      momentResidual: reduction.residual,
      labelResidual: residual,
    },
  }
}

function polynomials(layout: ObjectLayout, degree: number): FeatureMap {
  return layout.inputs.length > 0 ? inputPolynomials(layout.inputs, layout, degree) : chebyshev(0)
}

function degreeFor(rule: DegreeRule, neededBy: (degree: number) => number, size: number): number {
  if (typeof rule === 'number') return rule
  const most = rule === 'auto' ? USUAL_DEGREE : rule.most
  return highestFitting(most, degree => FEWEST_CELLS * neededBy(degree) <= size) ?? 0
}

function massError(before: Float64Array, after: Float64Array): number {
  const mass = compensatedSum(before)
  return Math.abs(mass - compensatedSum(after)) / mass
}
