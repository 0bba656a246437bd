import * as Plot from '@observablehq/plot'
import { lossAt, type ScalingFit, type ScalingLaw } from '@polylog/scaling'
import { parseHTML } from 'linkedom'

const WIDTH = 640
const HEIGHT = 420

/** Places at which a law is drawn. */
const PLACES = 200

/** Told apart on white, also by those who see few colours (Okabe and Ito 2008). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7']

/** Losses against sizes, with the laws fitted to them and the best one after compression: an SVG document. */
export function scalingFigure(
  { fits, points }: ScalingFit,
  names: { readonly size: string; readonly loss: string },
  compressed: ScalingLaw | undefined,
): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const runs = points.flatMap(({ size, losses }) => losses.map(loss => ({ size, loss })))
  const [first, last] = [points[0].size, points[points.length - 1].size]
  const laws = [
    ...fits.map(({ law }) => ({ name: law.kind as string, law })),
    ...(compressed ? [{ name: 'after compression', law: compressed }] : []),
  ]
  const largest = Math.max(...runs.map(({ loss }) => loss))
  const lines = laws.flatMap(({ name, law }) => {
    const from = name === 'after compression' ? 1 : first
    return Array.from({ length: PLACES }, (_, i) => {
      const size = from * (last / from) ** (i / (PLACES - 1))
      return { name, size, loss: lossAt(law, size) }
    }).filter(({ loss }) => loss <= 3 * largest)
  })
  const plot = Plot.plot({
    document: document as unknown as Document,
    width: WIDTH,
    height: HEIGHT,
    marginLeft: 64,
    marginRight: 150,
    style: { background: '#ffffff', color: '#1d2129', fontSize: '12px', fontFamily: 'system-ui, sans-serif' },
    color: { domain: laws.map(({ name }) => name), range: COLOURS },
    x: { type: 'log', label: names.size, labelArrow: 'none', grid: true, tickFormat: '~s' },
    y: { type: 'log', label: names.loss, labelArrow: 'none', grid: true, tickFormat: '~g' },
    marks: [
      Plot.frame({ stroke: '#c8ccd2' }),
      Plot.dot(runs, { x: 'size', y: 'loss', r: 2.5, fill: '#555555', fillOpacity: 0.5 }),
      Plot.lineY(lines, { x: 'size', y: 'loss', stroke: 'name', strokeWidth: 1.8 }),
      ...laws.map(({ name }, i) =>
        Plot.text([{ name }], {
          frameAnchor: 'top-right',
          text: 'name',
          fill: 'name',
          textAnchor: 'start',
          dx: 10,
          dy: 8 + 18 * i,
        }),
      ),
    ],
  })
  return `${plot.outerHTML.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ')}\n`
}
