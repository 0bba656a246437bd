import { createRng, type WeightedSet } from '@polylog/core'
import type { CompressionFigures } from '../commands/compress-figures.js'
import { breathe } from '../console/interruption.js'
import { frameOf } from '../statistics/column-frame.js'
import type { ColumnSummary } from '../statistics/column-summary.js'
import { type Axis, histogram, histogram2d } from '../statistics/histogram.js'
import { affordableDegree, chebyshevMoments, defectsByDegree } from '../statistics/moment-defects.js'
import { displayAxis } from './display-axis.js'

/** What a report is made from. */
export interface ReportInput {
  /** All rows, in original units. */
  readonly all: WeightedSet
  readonly coreset: WeightedSet
  /** As many random rows, scaled to the same mass. */
  readonly random: WeightedSet
  readonly summaries: readonly ColumnSummary[]
  readonly figures: CompressionFigures
  readonly seed: number
}

/** What a report shows: small, whatever the size of the input. */
export interface ReportData {
  readonly figures: CompressionFigures
  readonly clouds: readonly Cloud[]
  readonly marginals: readonly Marginal[]
  readonly defects: readonly Defect[]
}

export interface Cloud {
  readonly x: NamedAxis
  readonly y: NamedAxis
  /** Share of all rows' mass in each box, the bins of `y` contiguous. */
  readonly shares: Float64Array
  readonly points: readonly { readonly x: number; readonly y: number; readonly weight: number }[]
  /** Share of the mass outside the axes. */
  readonly outside: number
}

export interface Marginal {
  readonly axis: NamedAxis
  readonly all: Float64Array
  readonly coreset: Float64Array
  readonly random: Float64Array
}

export interface Defect {
  readonly order: number
  readonly coreset: number
  readonly random: number
}

export interface NamedAxis extends Axis {
  readonly name: string
}

const MOST_CLOUD_COLUMNS = 4
const MOST_MARGINALS = 12
const MOST_POINTS = 2000
const CLOUD_BINS = { x: 56, y: 40 }
const MARGINAL_BINS = 40
/** Orders shown beyond the one that is kept. */
const ORDERS_BEYOND = 3
/** Columns of less or more extent are in no picture: an axis' ticks would not be doubles. */
const EXTENTS = { least: 1e-303, most: 1e307 }
const DEFAULT_ORDER = 3

export async function reportData(input: ReportInput, signal: AbortSignal): Promise<ReportData> {
  const { all, coreset, random, figures } = input
  const names = figures.input.columns
  const rng = createRng(input.seed)
  const axisOf = (column: number, bins: number): NamedAxis => ({
    ...displayAxis(all, column, bins, rng.fork()),
    name: names[column],
  })
  const columns = Array.from({ length: all.dim }, (_, column) => column).filter(column => {
    const { half } = frameOf(input.summaries[column])
    return half === 0 || (half >= EXTENTS.least && half <= EXTENTS.most)
  })
  const clouds: Cloud[] = []
  const shown = columns.slice(0, MOST_CLOUD_COLUMNS)
  for (const [i, y] of shown.entries()) {
    for (const x of shown.slice(i + 1)) {
      await breathe(signal)
      clouds.push(cloud(all, coreset, axisOf(x, CLOUD_BINS.x), axisOf(y, CLOUD_BINS.y)))
    }
  }
  const marginals: Marginal[] = []
  for (const column of columns.slice(0, MOST_MARGINALS)) {
    await breathe(signal)
    const axis = axisOf(column, MARGINAL_BINS)
    marginals.push({
      axis,
      all: histogram(all, axis),
      coreset: histogram(coreset, axis),
      random: histogram(random, axis),
    })
  }
  return { figures, clouds, marginals, defects: await defects(input, signal) }
}

function cloud(all: WeightedSet, coreset: WeightedSet, x: NamedAxis, y: NamedAxis): Cloud {
  const shares = histogram2d(all, x, y)
  const { points, weights, size, dim } = coreset
  const step = Math.max(1, size / MOST_POINTS)
  const shown = []
  for (let i = 0; i < size; i += step) {
    const row = Math.floor(i)
    const point = { x: points[row * dim + x.column], y: points[row * dim + y.column], weight: weights[row] }
    if (within(point.x, x) && within(point.y, y)) shown.push(point)
  }
  const outside = 1 - shares.reduce((sum, share) => sum + share, 0)
  return { x, y, shares, points: shown, outside: Math.max(0, outside) }
}

function within(value: number, { lower, upper }: Axis): boolean {
  return value >= lower && value <= upper
}

async function defects(
  { all, coreset, random, summaries, figures }: ReportInput,
  signal: AbortSignal,
): Promise<Defect[]> {
  const wanted = (figures.certificate.order ?? DEFAULT_ORDER) + ORDERS_BEYOND
  const degree = affordableDegree(all.dim, all.size, wanted)
  const before = await chebyshevMoments(all, summaries, degree, signal)
  const kept = defectsByDegree(before, await chebyshevMoments(coreset, summaries, degree, signal))
  const drawn = defectsByDegree(before, await chebyshevMoments(random, summaries, degree, signal))
  return kept.map((defect, order) => ({ order, coreset: defect, random: drawn[order] })).slice(1)
}
