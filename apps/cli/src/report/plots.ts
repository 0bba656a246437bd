import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import type { Cloud, Defect, Marginal } from './report-data.js'

/** Colours are the page's, so that they follow light and dark. */
const ALL = 'var(--all)'
const CORESET = 'var(--coreset)'
const RANDOM = 'var(--random)'

/** Narrow enough to be read on a phone without zooming. */
const WIDTH = 400
/** Square pixels: about a quarter of a cloud's plot. */
const DISC_AREA = 22_000
/** Below this, a defect is rounding, and zero has no logarithm. */
const LEAST_DEFECT = 1e-17

/** Density of all rows, in shades, under the weighted points, whose areas are their weights. */
export function cloudPlot({ x, y, shares, points }: Cloud): string {
  const boxWidth = (x.upper - x.lower) / x.bins
  const boxHeight = (y.upper - y.lower) / y.bins
  const largest = Math.max(...shares)
  const totalWeight = points.reduce((sum, { weight }) => sum + weight, 0)
  const boxes = Array.from(shares, (share, i) => ({
    x: x.lower + Math.floor(i / y.bins) * boxWidth,
    y: y.lower + (i % y.bins) * boxHeight,
    share,
  })).filter(({ share }) => share > 0)
  return svg({
    height: 320,
    marginLeft: 52,
    x: { domain: [x.lower, x.upper], label: x.name },
    y: { domain: [y.lower, y.upper], label: y.name },
    r: { type: 'identity' },
    opacity: { type: 'identity' },
    marks: [
      Plot.rect(boxes, {
        x1: 'x',
        x2: box => box.x + boxWidth,
        y1: 'y',
        y2: box => box.y + boxHeight,
        fill: ALL,
        fillOpacity: box => shade(box.share / largest),
        inset: 0,
        shapeRendering: 'crispEdges',
      }),
      Plot.dot(points, {
        x: 'x',
        y: 'y',
        r: point => radius(point.weight / totalWeight),
        fill: CORESET,
        fillOpacity: 0.35,
        stroke: CORESET,
        strokeWidth: 0.8,
      }),
    ],
  })
}

/** The discs together cover a fixed part of the plot, so that many of them are small. */
function radius(share: number): number {
  return Math.min(16, Math.max(0.7, Math.sqrt((DISC_AREA * share) / Math.PI)))
}

/** Four decades of density become shades that can be told apart. */
function shade(relative: number): number {
  const decades = 4
  return Number((0.06 + 0.6 * Math.max(0, 1 + Math.log10(relative) / decades)).toFixed(2))
}

/** Histograms: all rows filled, the compressed and the random ones as outlines. */
export function marginalPlot({ axis, all, coreset, random }: Marginal): string {
  const width = (axis.upper - axis.lower) / axis.bins
  const steps = (shares: Float64Array) =>
    Array.from(shares, (share, bin) => [
      { x: axis.lower + bin * width, share },
      { x: axis.lower + (bin + 1) * width, share },
    ]).flat()
  return svg({
    height: 220,
    marginLeft: 44,
    x: { domain: [axis.lower, axis.upper], label: axis.name },
    y: { label: 'share of the weight', percent: true, nice: true, ticks: 5 },
    marks: [
      Plot.areaY(steps(all), { x: 'x', y1: 0, y2: 'share', fill: ALL, fillOpacity: 0.25 }),
      Plot.lineY(steps(random), { x: 'x', y: 'share', stroke: RANDOM, strokeWidth: 1.2 }),
      Plot.lineY(steps(coreset), { x: 'x', y: 'share', stroke: CORESET, strokeWidth: 1.8 }),
      Plot.ruleY([0]),
    ],
  })
}

/** Largest moment defect by order, on a logarithmic scale. */
export function defectPlot(defects: readonly Defect[], keptOrder: number | undefined): string {
  const orders = defects.map(({ order }) => order)
  const series = (key: 'coreset' | 'random', colour: string) => {
    const options = {
      x: 'order',
      y: (defect: Defect) => Math.max(LEAST_DEFECT, defect[key]),
    }
    return [
      Plot.lineY(defects, { ...options, stroke: colour, strokeWidth: 1.8 }),
      Plot.dot(defects, { ...options, fill: colour, r: 3.5 }),
    ]
  }
  const decades = decadesAround(defects.flatMap(({ coreset, random }) => [coreset, random]))
  const boundary = keptOrder === undefined ? [] : [Plot.ruleX([keptOrder + 0.5], { strokeDasharray: '3,3' })]
  return svg({
    height: 280,
    marginLeft: 52,
    x: { ticks: orders, tickFormat: 'd', label: 'order', domain: [0.6, Math.max(...orders) + 0.4] },
    y: {
      type: 'log',
      label: 'largest defect',
      domain: [decades[0], decades[decades.length - 1]],
      ticks: everyFew(decades),
      tickFormat: '.0e',
      grid: true,
    },
    marks: [...boundary, ...series('random', RANDOM), ...series('coreset', CORESET)],
  })
}

/** Powers of ten from below the least to above the largest defect. */
function decadesAround(defects: readonly number[]): number[] {
  const logarithms = defects.map(defect => Math.log10(Math.max(LEAST_DEFECT, defect)))
  const first = Math.floor(Math.min(...logarithms))
  const last = Math.max(first + 1, Math.ceil(Math.max(...logarithms)))
  return Array.from({ length: last - first + 1 }, (_, i) => Number(`1e${first + i}`))
}

function everyFew(decades: readonly number[]): number[] {
  const step = Math.ceil(decades.length / 8)
  return decades.filter((_, i) => (decades.length - 1 - i) % step === 0)
}

function svg(options: Plot.PlotOptions): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const plot = Plot.plot({
    ...options,
    width: WIDTH,
    marginBottom: 42,
    document: document as unknown as Document,
    style: { background: 'none', color: 'inherit', fontSize: '12px', fontFamily: 'inherit' },
  })
  return plot.outerHTML
}
