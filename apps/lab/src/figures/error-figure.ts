import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'

/** One line of a figure. */
export interface Series {
  readonly name: string
  /** Of others, or of theory: drawn dashed, without dots. */
  readonly dashed?: boolean
  /** No line joins the dots: of choices that are made for each anew. */
  readonly dotsOnly?: boolean
  readonly points: readonly Point[]
}

export interface Point {
  readonly x: number
  readonly y: number
  /** Of the error bar, if there is one. */
  readonly bar?: { readonly low: number; readonly high: number }
}

/** Lines side by side on the same axes. */
export interface Panel {
  readonly title: string
  readonly series: readonly Series[]
}

export interface FigureOptions {
  readonly xLabel: string
  readonly yLabel: string
  /** `'log'` by default. */
  readonly xType?: 'log' | 'linear'
  readonly panels: readonly Panel[]
}

const PANEL_WIDTH = 300
const HEIGHT = 380
const MARGIN = { left: 70, right: 16, top: 40, bottom: 96 }

/** Told apart on white, also by those who see few colours (Okabe and Ito 2008). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#555555', '#000000']

/** Errors on a logarithmic axis, panels side by side, one legend below. */
export function errorFigure({ xLabel, yLabel, xType = 'log', panels }: FigureOptions): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const names = [...new Set(panels.flatMap(({ series }) => series.map(({ name }) => name)))]
  const points = panels.flatMap(({ title, series }) =>
    series.flatMap(({ name, dashed = false, dotsOnly = false, points }) =>
      points
        .filter(({ x, y }) => Number.isFinite(x) && y > 0)
        .map(point => ({ ...point, name, dashed, dotsOnly, title })),
    ),
  )
  const bars = points.flatMap(({ bar, ...point }) => (bar && bar.low > 0 ? [{ ...point, ...bar }] : []))
  const decades = decadesAround([
    ...points.map(({ y }) => y),
    ...bars.flatMap(({ low, high }) => [low, high]),
  ])
  const options = { x: 'x', y: 'y', stroke: 'name', strokeWidth: 1.8, fx: 'title' } as const
  const width = MARGIN.left + MARGIN.right + PANEL_WIDTH * panels.length
  const plot = Plot.plot({
    document: document as unknown as Document,
    width,
    height: HEIGHT,
    marginLeft: MARGIN.left,
    marginRight: MARGIN.right,
    marginTop: MARGIN.top,
    marginBottom: MARGIN.bottom,
    style: { background: '#ffffff', color: '#1d2129', fontSize: '12px', fontFamily: 'system-ui, sans-serif' },
    color: { domain: names, range: COLOURS },
    fx: { domain: panels.map(({ title }) => title), label: null, padding: 0.08 },
    x: {
      type: xType,
      label: xLabel,
      labelAnchor: 'center',
      labelOffset: 36,
      labelArrow: 'none',
      grid: true,
      ticks: 4,
      ...(xType === 'log' && { tickFormat: '~s' }),
    },
    y: {
      type: 'log',
      label: yLabel,
      labelArrow: 'none',
      grid: true,
      domain: [decades[0], decades[decades.length - 1]],
      ticks: decades,
      tickFormat: powerText,
    },
    marks: [
      Plot.frame({ stroke: '#c8ccd2' }),
      Plot.lineY(
        points.filter(({ dashed, dotsOnly }) => !dashed && !dotsOnly),
        options,
      ),
      Plot.lineY(
        points.filter(({ dashed }) => dashed),
        { ...options, strokeDasharray: '5,4' },
      ),
      Plot.ruleX(bars, { x: 'x', y1: 'low', y2: 'high', stroke: 'name', strokeWidth: 1.4, fx: 'title' }),
      Plot.dot(
        points.filter(({ dashed }) => !dashed),
        { x: 'x', y: 'y', fill: 'name', r: 3, fx: 'title' },
      ),
    ],
  })
  addLegend(document as unknown as Document, plot as unknown as SVGSVGElement, panels, names, width)
  return `${plot.outerHTML.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ')}\n`
}

const LINE = 22
const CHARACTER = 7

/** A line and a name for each series, in as many rows as they need: the figure grows with them. */
function addLegend(
  document: Document,
  svg: SVGSVGElement,
  panels: readonly Panel[],
  names: readonly string[],
  width: number,
): void {
  let x = MARGIN.left
  let y = HEIGHT - MARGIN.bottom + 60
  for (const [i, name] of names.entries()) {
    const length = 34 + CHARACTER * name.length
    if (x + length > width && x > MARGIN.left) {
      x = MARGIN.left
      y += LINE
    }
    const shown = panels.flatMap(({ series }) => series.filter(one => one.name === name))
    const line = document.createElementNS('http://www.w3.org/2000/svg', 'line')
    const attributes = {
      x1: x,
      x2: x + 20,
      y1: y,
      y2: y,
      stroke: COLOURS[i % COLOURS.length],
      'stroke-width': 2.5,
      ...(shown.some(({ dashed }) => dashed) && { 'stroke-dasharray': '5,4' }),
      // Dots: strokes of no length, with round ends.
      ...(shown.some(({ dotsOnly }) => dotsOnly) && {
        ...{ 'stroke-width': 6, 'stroke-dasharray': '0,10', 'stroke-linecap': 'round' },
      }),
    }
    for (const [attribute, value] of Object.entries(attributes)) line.setAttribute(attribute, String(value))
    const text = document.createElementNS('http://www.w3.org/2000/svg', 'text')
    const place = { x: x + 26, y: y + 4, fill: 'currentColor', 'text-anchor': 'start' }
    for (const [attribute, value] of Object.entries(place)) {
      text.setAttribute(attribute, String(value))
    }
    text.textContent = name
    svg.append(line, text)
    x += length + 14
  }
  const height = Math.max(HEIGHT, y + LINE)
  svg.setAttribute('height', String(height))
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`)
}

/** Powers of ten from below the least to above the largest, not too many. */
function decadesAround(values: readonly number[]): number[] {
  const first = Math.floor(Math.log10(Math.min(...values)))
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(...values))))
  const step = Math.ceil((last - first) / 9)
  const count = Math.ceil((last - first) / step)
  return Array.from({ length: count + 1 }, (_, i) => 10 ** (first + i * step))
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹'

function powerText(value: number): string {
  const exponent = Math.round(Math.log10(value))
  if (exponent === 0) return '1'
  const digits = String(Math.abs(exponent)).replace(/\d/g, digit => SUPERSCRIPTS[Number(digit)])
  return `10${exponent < 0 ? '⁻' : ''}${digits}`
}
