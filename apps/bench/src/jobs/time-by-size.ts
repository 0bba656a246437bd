import { createRng, weightedSet } from '@polylog/core'
import { uniformCube } from '@polylog/testkit'
import { group } from 'd3-array'
import { fitPowerLaw } from '../charts/power-law.js'
import { secondsChart } from '../charts/seconds-chart.js'
import { type GridPoint, LONG_SECONDS, timeGrid } from '../charts/timed-grid.js'
import { authorsHybrid } from '../contestants/authors-hybrid/authors-hybrid.js'
import { onCpu } from '../contestants/backends.js'
import { polylog } from '../contestants/polylog.js'
import { countText, secondsText } from '../reporting/figures.js'
import type { Job } from './job.js'

const DIM = 3
const ORDER = 5
const RATIO = 0.1
const MOST_EXPONENT = 1.1

/** From here on `time ~ d^exponent` is fitted. */
const FITTED_FROM = 1e4

/** The authors' algorithm is not waited for beyond. */
const MOST_FOR_AUTHORS = 1e4

/** Seconds of their Fig. 6, on a desktop with all cores. */
const PUBLISHED = [
  { x: 1000, seconds: 4 },
  { x: 8000, seconds: 36.5 },
  { x: 32_000, seconds: 121 },
  { x: 128_000, seconds: 451 },
]

const contestants = [
  polylog('fast'),
  polylog('balanced'),
  polylog('fast', onCpu),
  polylog('balanced', onCpu),
  authorsHybrid,
]

/** How time grows with the number of points, at a fixed ratio. */
export const timeBySize: Job = {
  name: 'time-by-size',
  claim: `Seconds against the number of points: uniform in ${DIM} dimensions, a tenth is kept, order ${ORDER}`,
  parts: contestants.map(({ name }) => name),
  async run({ draws = 3, quick, wants, log }) {
    const sizes = quick ? [2000, 1e4, 3e4, 1e5] : [2000, 1e4, 3e4, 1e5, 3e5, 1e6]
    const points = sizes.map(
      (size): GridPoint => ({
        x: size,
        goal: { size: RATIO * size, order: ORDER },
        draw: seed => weightedSet(uniformCube(size, DIM, createRng(seed)), { dim: DIM }),
      }),
    )
    const times = await timeGrid(
      points,
      contestants.filter(({ name }) => wants(name)),
      draws,
      (contestant, { x }) => contestant !== authorsHybrid || x <= MOST_FOR_AUTHORS,
      text => log(`time-by-size: ${text}`),
    )
    const rows = [...group(times, ({ contestant }) => contestant)].map(([name, found]) => {
      const fitted = found.filter(({ x }) => x >= FITTED_FROM).map(({ x, seconds }) => ({ x, y: seconds }))
      return { name, found, exponent: fitted.length > 1 ? fitPowerLaw(fitted).exponent : undefined }
    })
    return {
      notes: [
        `Medians of ${draws} draws, sizes and contestants in turn; who takes more than ${LONG_SECONDS} s does one. The exponent is that of seconds ~ d^exponent, fitted from ${countText(FITTED_FROM)} to ${countText(sizes[sizes.length - 1])} points.`,
        "The authors' published times are for the same job on their desktop with all cores.",
      ],
      tables: [
        {
          head: ['seconds', ...sizes.map(countText), 'exponent'],
          rows: rows.map(({ name, found, exponent }) => [
            name,
            ...sizes.map(size => secondsText(found.find(({ x }) => x === size)?.seconds)),
            exponent?.toFixed(2) ?? '',
          ]),
        },
      ],
      charts: [
        {
          name: 'time-by-size',
          caption: 'Seconds against the number of points',
          svg: secondsChart(
            'points d, of which a tenth is kept',
            [1e3, 1e4, 1e5, 1e6],
            [
              ...rows.map(({ name, found, exponent }) => ({
                name: exponent === undefined ? name : `${name}: d^${exponent.toFixed(2)}`,
                points: found,
              })),
              { name: 'authors, published', published: true, points: PUBLISHED },
            ],
          ),
        },
      ],
      verdicts: rows.flatMap(({ name, exponent }) =>
        exponent === undefined ||
        quick ||
        contestants.find(contestant => contestant.name === name)?.asked === undefined
          ? []
          : {
              figure: `time-by-size, ${name}: exponent of time against d`,
              asked: `<= ${MOST_EXPONENT}`,
              reached: exponent.toFixed(2),
              met: exponent <= MOST_EXPONENT,
            },
      ),
      figures: times,
    }
  },
}
