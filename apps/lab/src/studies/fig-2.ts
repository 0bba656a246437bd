import { compress } from '@polylog/compress'
import { createRng, polynomialCount, weightedSet } from '@polylog/core'
import { observedMeanErrorExponent } from '@polylog/deepset'
import { drawReferenceFunction, FIG_2, FIG_2_SIZES, uniformCube } from '@polylog/testkit'
import { mean, rollup } from 'd3-array'
import { geometricMean, lineOfLogarithm } from '../figures/averages.js'
import { errorFigure } from '../figures/error-figure.js'
import { countText, errorText, table } from '../figures/tables.js'
import type { Preset, Study } from '../study.js'
import type { ErrorRow } from './error-row.js'

const DRAWS: Readonly<Record<Preset, number>> = { quick: 2, full: 20 }
const LARGEST: Readonly<Record<Preset, number>> = { quick: 8000, full: 32_000 }
const SMALLEST = 2000

/** Predicted multiply-adds that a compression may take with the choice of its order: some seconds. */
const BUDGET = 1e10

/** Errors below are rounding, and count as this. */
const ROUNDING = 1e-14

interface Case {
  readonly dim: number
  readonly inputSize: number
  /** The order at which the authors' error is least, and what they keep there. */
  readonly theirOrder: number
  readonly size: number
  readonly theirs: number
}

/** The authors' best of each column, over the orders that they tried. */
function cases(preset: Preset): readonly Case[] {
  return [2, 3, 4, 5].flatMap(dim =>
    FIG_2_SIZES.flatMap((inputSize, column) => {
      const candidates = FIG_2.filter(line => line.dim === dim && line.errors[column] !== undefined).map(
        ({ order, errors }) => ({ theirOrder: order, theirs: errors[column] }),
      )
      if (inputSize < SMALLEST || inputSize > LARGEST[preset] || candidates.length === 0) return []
      const best = candidates.reduce((a, b) => (b.theirs < a.theirs ? b : a))
      const size = Math.max(Math.ceil(inputSize / 10), polynomialCount(dim, best.theirOrder))
      return [{ dim, inputSize, size, ...best }]
    }),
  )
}

/** Error of a generic symmetric function at the authors' sizes, the order found by itself: their Fig. 2. */
export const fig2: Study<ErrorRow> = {
  name: 'fig2',
  title: 'Error of a generic symmetric function (Fig. 2 of arXiv:2510.00504), order found by measurement',
  tasks(preset) {
    return cases(preset).flatMap(({ dim, inputSize, size }) =>
      Array.from({ length: DRAWS[preset] }, (_, seed) => ({
        key: `${dim} ${inputSize} ${seed}`,
        async run() {
          const rng = createRng(seed)
          const input = weightedSet(uniformCube(inputSize, dim, rng), { dim })
          const reference = drawReferenceFunction(dim, rng)
          const { set, certificate } = await compress(input, { size, seed, budget: { work: BUDGET } })
          const error = Math.abs(reference(input) - reference(set))
          return [{ m: dim, d: inputSize, size, seed, order: certificate.order ?? 0, error }]
        },
      })),
    )
  },
  present(rows, preset) {
    const errors = rollup(
      rows,
      group => mean(group, ({ error }) => error)!,
      ({ m }) => m,
      ({ d }) => d,
    )
    const orders = rollup(
      rows,
      group => [...new Set(group.map(({ order }) => order))].sort((a, b) => a - b).join(', '),
      ({ m }) => m,
      ({ d }) => d,
    )
    const compared = cases(preset).map(found => {
      const ours = errors.get(found.dim)!.get(found.inputSize)!
      return { ...found, ours, ratio: Math.max(ours, ROUNDING) / Math.max(found.theirs, ROUNDING) }
    })
    const dims = [...new Set(compared.map(({ dim }) => dim))]
    const meanOf = (of: typeof compared) => geometricMean(of.map(({ ratio }) => ratio))
    const slopes = dims.map(dim => {
      const line = compared.filter(one => one.dim === dim)
      const slopeOf = (error: (one: (typeof line)[number]) => number) =>
        lineOfLogarithm(
          line.map(one => ({ x: Math.log10(one.inputSize), y: Math.max(error(one), ROUNDING) })),
        ).slope.toFixed(1)
      const { theirOrder } = line[line.length - 1]
      return [
        String(dim),
        slopeOf(({ ours }) => ours),
        slopeOf(({ theirs }) => theirs),
        `${(1 - (theirOrder + 1) / dim).toFixed(1)}`,
        `${observedMeanErrorExponent(dim, theirOrder).toFixed(1)} (k = ${theirOrder})`,
      ]
    })
    const worst = compared.reduce((a, b) => (b.ratio > a.ratio ? b : a))
    return {
      figures: {
        fig2: errorFigure({
          xLabel: 'points d',
          yLabel: "mean error at the authors' sizes",
          panels: dims.map(dim => ({
            title: `m = ${dim}`,
            series: [
              {
                name: "order 'auto'",
                points: compared
                  .filter(one => one.dim === dim)
                  .map(({ inputSize, ours }) => ({ x: inputSize, y: Math.max(ours, 1e-17) })),
              },
              {
                name: "authors' best order",
                dashed: true,
                points: compared
                  .filter(one => one.dim === dim)
                  .map(({ inputSize, theirs }) => ({ x: inputSize, y: theirs })),
              },
            ],
          })),
        }),
      },
      text: [
        `Mean error over ${DRAWS[preset]} draws of \`f(θ) = (1/d) Σ_i (1/10) Σ_a sigmoid(<w_i, x_a>)\`, everything uniform on \`[-1, 1]^m\`. \`compress(points, { size, budget: { work: ${BUDGET.toExponential(0)} } })\` knows nothing of \`f\`: it chooses its order on functions of its own, within that many multiply-adds. \`size\` is what the authors keep at the order at which their error is least, of 1, 3 and 5 (their means of 20 draws). Errors below ${ROUNDING} count as that.`,
        table(
          ['m', 'd', 'size', 'our order', 'our error', 'their order', 'their error', 'ours over theirs'],
          compared.map(({ dim, inputSize, size, theirOrder, theirs, ours, ratio }) => [
            String(dim),
            countText(inputSize),
            countText(size),
            orders.get(dim)!.get(inputSize)!,
            errorText(ours),
            String(theirOrder),
            errorText(theirs),
            errorText(ratio),
          ]),
        ),
        `Geometric mean of the last column: ${dims.map(dim => `${errorText(meanOf(compared.filter(one => one.dim === dim)))} for m = ${dim}`).join(', ')}; **${errorText(meanOf(compared))}** of all. The largest is ${errorText(worst.ratio)}, at m = ${worst.dim}, d = ${countText(worst.inputSize)}.`,
        'How the error falls: slopes of its logarithm over that of `d`. At an order `k` that does not change, the theorem bounds it by `d^(1 - (k + 1) / m)`, and `d^(-(k + 1) / m - 1/2)` is what one sees of a mean, since errors of cells have random signs; an order that grows with the size makes it fall faster, until rounding ends it.',
        table(['m', 'ours', "authors'", 'bound at their order', 'seen at their order'], slopes),
      ].join('\n\n'),
    }
  },
}
