import { createRng, type WeightedSet } from '@polylog/core'
import type { CompressionFigures } from '../commands/compress-figures.js'
import type { CompressedTable } from '../commands/compress-table.js'
import { breathe } from '../console/interruption.js'
import { frameOf } from '../statistics/column-frame.js'
import { type Axis, createHistogram, createHistogram2d, histogram } from '../statistics/histogram.js'
import {
  affordableDegree,
  chebyshevMoments,
  createChebyshevMoments,
  defectsByDegree,
} from '../statistics/moment-defects.js'
import { displayAxis } from './display-axis.js'

/** What a report is made from. */
export interface ReportInput {
  /** All rows, in original units: held, or passing by. */
  readonly all: Pick<CompressedTable, 'rows' | 'summaries' | 'sample' | 'blocks'>
  readonly coreset: WeightedSet
  /** As many random rows, scaled to the same mass. */
  readonly random: WeightedSet
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
    ...displayAxis(all.sample, column, bins, rng.fork()),
    name: names[column],
  })
  const columns = names
    .map((_, column) => column)
    .filter(column => {
      const { half } = frameOf(all.summaries[column])
      return half === 0 || (half >= EXTENTS.least && half <= EXTENTS.most)
    })
  const shown = columns.slice(0, MOST_CLOUD_COLUMNS)
  const clouds = shown.flatMap((y, i) =>
    shown.slice(i + 1).map(x => {
      const axes = { x: axisOf(x, CLOUD_BINS.x), y: axisOf(y, CLOUD_BINS.y) }
      return { ...axes, density: createHistogram2d(axes.x, axes.y) }
    }),
  )
  const marginals = columns.slice(0, MOST_MARGINALS).map(column => {
    const axis = axisOf(column, MARGINAL_BINS)
    return { axis, histogram: createHistogram(axis) }
  })
  const wanted = (figures.certificate.order ?? DEFAULT_ORDER) + ORDERS_BEYOND
  const degree = affordableDegree(names.length, all.rows, wanted)
  const moments = createChebyshevMoments(all.summaries, degree)
  for await (const { set } of all.blocks()) {
    for (const { density } of clouds) {
      await breathe(signal)
      density.add(set)
    }
    for (const { histogram } of marginals) histogram.add(set)
    await moments.add(set, signal)
  }
  const momentsOf = (set: WeightedSet) => chebyshevMoments(set, all.summaries, degree, signal)
  const original = await moments.finish()
  const kept = defectsByDegree(original, await momentsOf(coreset))
  const drawn = defectsByDegree(original, await momentsOf(random))
  return {
    figures,
    clouds: clouds.map(({ x, y, density }) => cloud(density.shares(), coreset, x, y)),
    marginals: marginals.map(({ axis, histogram: ofAll }) => ({
      axis,
      all: ofAll.shares(),
      coreset: histogram(coreset, axis),
      random: histogram(random, axis),
    })),
    defects: kept.map((defect, order) => ({ order, coreset: defect, random: drawn[order] })).slice(1),
  }
}

function cloud(shares: Float64Array, coreset: WeightedSet, x: NamedAxis, y: NamedAxis): Cloud {
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
