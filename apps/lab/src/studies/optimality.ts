import { compress } from '@polylog/compress'
import { createRng, type WeightedSet, weightedSet } from '@polylog/core'
import { drawRidgeMean, FIG_8 } from '@polylog/testkit'
import { rollup } from 'd3-array'
import { geometricMean, lineOfLogarithm } from '../figures/averages.js'
import { errorFigure } from '../figures/error-figure.js'
import { errorText, table } from '../figures/tables.js'
import type { Preset, Row, Study } from '../study.js'
import { adversarialError } from './adversary.js'

const POINTS: Readonly<Record<Preset, number>> = { quick: 4096, full: 65_536 }
const DRAWS: Readonly<Record<Preset, number>> = { quick: 4, full: 20 }

/** Sizes kept, by dimension. */
const SIZES: Readonly<Record<Preset, readonly (readonly number[])[]>> = {
  quick: [
    [4, 8, 16, 24, 32, 48, 64, 80, 100],
    [6, 15, 28, 55, 91, 136, 190, 253, 325, 406],
  ],
  full: [
    [4, 8, 12, 16, 24, 32, 40, 48, 56, 64, 72, 80, 90, 100, 110],
    [6, 15, 28, 45, 66, 91, 120, 153, 190, 231, 276, 325, 378, 435, 496, 561, 630],
  ],
}

/** Below, rounding takes over: points that are not part of the line. */
const ROUNDING = 1e-14

/** Bounds below are not drawn. */
const LEAST_SHOWN = 1e-18

interface OptimalityRow extends Row {
  readonly m: number
  readonly d: number
  readonly size: number
  readonly kept: number
  readonly order: number
  readonly error: number
  readonly bound: number
}

/** Error against `d'^(1/m)`, and what any choice of so many points must miss. */
export const optimality: Study<OptimalityRow> = {
  name: 'optimality',
  title: "The rate of the theorem: error against d'^(1/m), beside the worst case for the points kept",
  tasks(preset) {
    return [1, 2].flatMap(dim =>
      SIZES[preset][dim - 1].map(size => ({
        key: `${dim} ${size}`,
        async run() {
          const input = quasiUniform(POINTS[preset], dim)
          const { pole } = FIG_8.find(one => one.dim === dim)!
          const { set, certificate } = await compress(input, { size })
          const errors = Array.from({ length: DRAWS[preset] }, (_, seed) => {
            const reference = drawRidgeMean(product => 1 / (pole + product), dim, createRng(seed))
            return Math.abs(reference(input) - reference(set))
          })
          return [
            {
              m: dim,
              d: input.size,
              size,
              kept: set.size,
              order: certificate.order ?? 0,
              error: geometricMean(errors.map(error => Math.max(error, 1e-17))),
              bound: adversarialError(input, set, pole - dim + 1),
            },
          ]
        },
      })),
    )
  },
  present(rows, preset) {
    const dims = [1, 2]
    const byDim = rollup(
      rows,
      group => group,
      ({ m }) => m,
    )
    const lineOf = (dim: number) =>
      byDim
        .get(dim)!
        .map(({ kept, error, bound, ...row }) => ({ ...row, kept, error, bound, x: kept ** (1 / dim) }))
    const fits = dims.map(dim => {
      const points = lineOf(dim)
      const above = points.filter(({ error }) => error > ROUNDING)
      return {
        dim,
        decades: Math.log10(
          Math.max(...above.map(({ error }) => error)) / Math.min(...above.map(({ error }) => error)),
        ),
        ours: lineOfLogarithm(above.map(({ x, error }) => ({ x, y: error }))),
        bound: lineOfLogarithm(points.map(({ x, bound }) => ({ x, y: bound }))),
      }
    })
    return {
      figures: Object.fromEntries(
        dims.map(dim => [
          `optimality-${dim}d`,
          errorFigure({
            xLabel: dim === 1 ? "points kept, d'" : "root of the points kept, d'^(1/2)",
            yLabel: 'error of the mean',
            xType: 'linear',
            panels: [
              {
                title: `m = ${dim}`,
                series: [
                  { name: "order 'auto'", points: lineOf(dim).map(({ x, error }) => ({ x, y: error })) },
                  {
                    name: 'what is missed of q²',
                    dashed: true,
                    points: lineOf(dim)
                      .filter(({ bound }) => bound > LEAST_SHOWN)
                      .map(({ x, bound }) => ({ x, y: bound })),
                  },
                ],
              },
            ],
          }),
        ]),
      ),
      text: [
        `${POINTS[preset].toLocaleString('en-GB')} quasi-uniform points of \`[-1, 1]^m\`; the functions of Fig. 8, geometric mean over ${DRAWS[preset]} draws. The theorem promises an error that falls exponentially in \`d'^(1/m)\`, and that none falls faster for all functions of a class: some polynomial \`q\`, of the least degree that leaves one, vanishes at all kept points, so that they miss all of \`q²\`. Here that \`q²\` is computed for the very points kept, and divided by its largest value on the polyellipse on which the functions of Fig. 8 are analytic. So the second line is the worst case for these points, and no function of Fig. 8 is it: typical ones err less. Eight decades of a straight line are asked.`,
        table(
          [
            'm',
            'decades above rounding',
            "our slope, decades per d'^(1/m)",
            'straightness (R²)',
            "the bound's slope",
            'straightness (R²)',
          ],
          fits.map(({ dim, decades, ours, bound }) => [
            String(dim),
            decades.toFixed(1),
            ours.slope.toFixed(3),
            ours.straightness.toFixed(3),
            bound.slope.toFixed(3),
            bound.straightness.toFixed(3),
          ]),
        ),
        'Orders are found by measurement, and not always the best one is: points above the line are of orders too low, which is most of what is missing to an R² of 1.',
        table(
          ['m', 'kept', 'order', 'error', 'bound'],
          rows.map(({ m, kept, order, error, bound }) => [
            String(m),
            String(kept),
            String(order),
            errorText(error),
            errorText(bound),
          ]),
        ),
      ].join('\n\n'),
    }
  },
}

/** Midpoints of equal cells in one dimension, an additive recurrence of the plastic number's in two. */
function quasiUniform(size: number, dim: number): WeightedSet {
  if (dim === 1) {
    return weightedSet(
      Float64Array.from({ length: size }, (_, i) => (2 * i + 1) / size - 1),
      { dim },
    )
  }
  const plastic = 1.324717957244746
  const steps = [1 / plastic, 1 / plastic ** 2]
  return weightedSet(
    Float64Array.from({ length: size * dim }, (_, at) => {
      const place = 0.5 + (Math.floor(at / dim) + 1) * steps[at % dim]
      return 2 * (place - Math.floor(place)) - 1
    }),
    { dim },
  )
}
