import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'

/** Times of one contestant along an axis. */
export interface Series {
  readonly name: string
  /** Measured by others, elsewhere: drawn dashed. */
  readonly published?: boolean
  readonly points: readonly { readonly x: number; readonly seconds: number }[]
}

const WIDTH = 760
const HEIGHT = 460

/** Told apart on white, also by those who see few colours (Okabe and Ito 2008). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#555555', '#000000']

/**
 * Seconds against something, both axes logarithmic, each line with its name beside it.
 *
 * @param ticks of the horizontal axis, as far as it goes
 */
export function secondsChart(label: string, ticks: readonly number[], series: readonly Series[]): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const names = series.map(({ name }) => name)
  const points = series.flatMap(({ name, published = false, points }) =>
    points.map(point => ({ ...point, name, published })),
  )
  const line = (published: boolean) =>
    Plot.lineY(
      points.filter(point => point.published === published),
      { x: 'x', y: 'seconds', stroke: 'name', strokeWidth: 1.8, strokeDasharray: published ? '5,4' : 'none' },
    )
  const [least, most] = [Math.min(...points.map(({ x }) => x)), Math.max(...points.map(({ x }) => x))]
  const shownTicks = ticks.filter(tick => tick >= least && tick <= most)
  const decades = decadesAround(points.map(({ seconds }) => seconds))
  const plot = Plot.plot({
    document: document as unknown as Document,
    width: WIDTH,
    height: HEIGHT,
    marginLeft: 64,
    marginBottom: 44,
    marginRight: 250,
    style: { background: '#ffffff', color: '#1d2129', fontSize: '12px', fontFamily: 'system-ui, sans-serif' },
    color: { domain: names, range: COLOURS },
    x: { type: 'log', label, labelAnchor: 'center', grid: true, ticks: shownTicks, tickFormat: ',d' },
    y: {
      type: 'log',
      label: 'seconds',
      grid: true,
      domain: [decades[0], decades[decades.length - 1]],
      ticks: decades,
      tickFormat: '~g',
    },
    marks: [
      line(false),
      line(true),
      Plot.dot(points, { x: 'x', y: 'seconds', fill: 'name', r: 3 }),
      Plot.text(labelled(series, decades), {
        x: 'x',
        y: 'y',
        text: 'name',
        fill: 'name',
        textAnchor: 'start',
        dx: 10,
        frameAnchor: 'right',
      }),
    ],
  })
  return `${plot.outerHTML.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ')}\n`
}

/** Lines of text, pixels apart at least. */
const LINE_HEIGHT = 15

/** Names beside the largest `x` of all, as near to the ends of their lines as leaves them legible. */
function labelled(series: readonly Series[], decades: readonly number[]) {
  const perPixel = (decades.length - 1) / (HEIGHT - 64)
  const right = Math.max(...series.flatMap(({ points }) => points.map(({ x }) => x)))
  const ends = series
    .map(({ name, points }) => ({ name, x: right, level: Math.log10(points[points.length - 1].seconds) }))
    .sort((a, b) => a.level - b.level)
  let least = -Infinity
  return ends.map(({ name, x, level }) => {
    const placed = Math.max(level, least)
    least = placed + LINE_HEIGHT * perPixel
    return { name, x, y: 10 ** placed }
  })
}

/** Powers of ten from below the least to above the largest. */
function decadesAround(values: readonly number[]): number[] {
  const first = Math.floor(Math.log10(Math.min(...values)))
  const last = Math.ceil(Math.log10(Math.max(...values)))
  return Array.from({ length: last - first + 1 }, (_, i) => Number(`1e${first + i}`))
}
