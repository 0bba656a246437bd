import { createRng, polynomialCount, weightedSet } from '@polylog/core'
import { uniformCube } from '@polylog/testkit'
import { group } from 'd3-array'
import { fitPowerLaw } from '../charts/power-law.js'
import { secondsChart } from '../charts/seconds-chart.js'
import { type GridPoint, type GridTime, LONG_SECONDS, timeGrid } from '../charts/timed-grid.js'
import { authorsHybrid } from '../contestants/authors-hybrid/authors-hybrid.js'
import { onCpu } from '../contestants/backends.js'
import { polylog } from '../contestants/polylog.js'
import { countText, secondsText } from '../reporting/figures.js'
import type { Job } from './job.js'

const DIM = 5
const INPUT_SIZE = 8000
const SIZE = 800

/** The authors' algorithm is not waited for beyond. */
const MOST_FOR_AUTHORS = 56

/** From here on `time ~ N^exponent` is fitted. */
const FITTED_FROM = 56

/** Seconds of their Fig. 6 for 8,000 points at order 5 in 1 to 5 dimensions: as many features, other points. */
const PUBLISHED = [
  { x: 6, seconds: 4.4 },
  { x: 21, seconds: 5.7 },
  { x: 56, seconds: 36.5 },
  { x: 126, seconds: 149 },
  { x: 252, seconds: 799 },
]

const contestants = [
  polylog('fast'),
  polylog('balanced'),
  polylog('fast', onCpu),
  polylog('balanced', onCpu),
  authorsHybrid,
]

/** How time grows with the number of moments. */
export const timeByFeatures: Job = {
  name: 'time-by-features',
  claim: `Seconds against N, the number of moments kept in each cell: ${countText(INPUT_SIZE)} uniform points in ${DIM} dimensions become ${SIZE}`,
  parts: contestants.map(({ name }) => name),
  async run({ draws = 5, quick, wants, log }) {
    const orders = quick ? [1, 2, 3, 4] : [1, 2, 3, 4, 5, 6]
    const counts = orders.map(order => polynomialCount(DIM, order))
    const points = orders.map(
      (order): GridPoint => ({
        x: polynomialCount(DIM, order),
        goal: { size: SIZE, order },
        draw: seed => weightedSet(uniformCube(INPUT_SIZE, DIM, createRng(seed)), { dim: DIM }),
      }),
    )
    const times = await timeGrid(
      points,
      contestants.filter(({ name }) => wants(name)),
      draws,
      (contestant, { x }) => contestant !== authorsHybrid || x <= MOST_FOR_AUTHORS,
      text => log(`time-by-features: ${text}`),
    )
    const rows = [...group(times, ({ contestant }) => contestant)]
    return {
      notes: [
        `Medians of ${draws} draws, orders ${orders[0]} to ${orders[orders.length - 1]} and contestants in turn; who takes more than ${LONG_SECONDS} s does one. The exponent is that of seconds ~ N^exponent, fitted from N = ${FITTED_FROM}: below, passes over the points cost more than the algebra.`,
        "The authors' published times are for order 5 in 1 to 5 dimensions, which makes as many moments, on their desktop with all cores.",
      ],
      tables: [
        {
          head: ['seconds', ...counts.map(count => `N = ${count}`), 'exponent'],
          rows: rows.map(([name, found]) => [
            name,
            ...counts.map(count => secondsText(found.find(({ x }) => x === count)?.seconds)),
            exponentText(found),
          ]),
        },
      ],
      charts: [
        {
          name: 'time-by-features',
          caption: 'Seconds against the number of moments',
          svg: secondsChart('moments N of each cell', counts, [
            ...rows.map(([name, found]) => ({ name, points: found })),
            { name: 'authors, published', published: true, points: PUBLISHED },
          ]),
        },
      ],
      verdicts: [],
      figures: times,
    }
  },
}

function exponentText(times: readonly GridTime[]): string {
  const fitted = times.filter(({ x }) => x >= FITTED_FROM).map(({ x, seconds }) => ({ x, y: seconds }))
  return fitted.length > 1 ? fitPowerLaw(fitted).exponent.toFixed(2) : ''
}
