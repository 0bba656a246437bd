import { compress } from '@polylog/compress'
import { createRng, polynomialCount, type Rng, type WeightedSet, weightedSet } from '@polylog/core'
import { uniformCube } from '@polylog/testkit'
import { max, rollup } from 'd3-array'
import { geometricMean } from '../figures/averages.js'
import { errorFigure } from '../figures/error-figure.js'
import { countText, errorText, table } from '../figures/tables.js'
import type { Preset, Row, Study } from '../study.js'

const INPUT: Readonly<Record<Preset, number>> = { quick: 4000, full: 8000 }
const RATIO = 0.1
const DRAWS: Readonly<Record<Preset, number>> = { quick: 2, full: 5 }
const DIMS = [2, 3, 4, 5]

/** Functions on which errors are told, and others of the same shape that may choose the order. */
const UNSEEN = 200
const PROBE = 60

/** Of the probes, which share no draw with anything else. */
const PROBE_SEED = 1000

/** Of the search through all orders: beyond, errors of kinked functions only grow. */
const HIGHEST_ORDER = 12

const SHAPES: Readonly<Record<string, (t: number) => number>> = {
  relu: t => Math.max(0, t),
  step: t => Number(t > 0),
  'absolute value': Math.abs,
}

/** How the order is chosen. */
const CHOICES = ["'auto'", "'auto' with a probe", 'every order'] as const

interface KinksRow extends Row {
  readonly m: number
  readonly shape: string
  readonly choice: (typeof CHOICES)[number]
  readonly seed: number
  readonly order: number
  readonly error: number
}

/** Kinked functions, whose best order is no high one: is it found? */
export const kinks: Study<KinksRow> = {
  name: 'kinks',
  title: 'Kinked functions: the order found, and the best of all orders',
  tasks(preset) {
    return DIMS.flatMap(dim =>
      Object.entries(SHAPES).flatMap(([shape, evaluate]) =>
        Array.from({ length: DRAWS[preset] }, (_, seed) => ({
          key: `${dim} ${shape} ${seed}`,
          async run() {
            const rng = createRng(seed)
            const input = weightedSet(uniformCube(INPUT[preset], dim, rng), { dim })
            const probe = drawRidges(evaluate, dim, PROBE, createRng(PROBE_SEED + seed))
            const errorOf = meanErrorOn(input, drawRidges(evaluate, dim, UNSEEN, rng), UNSEEN)
            const size = Math.ceil(RATIO * input.size)
            const rowOf = async (
              choice: KinksRow['choice'],
              options: { readonly order?: number; readonly probe?: typeof probe },
            ): Promise<KinksRow> => {
              const { set, certificate } = await compress(input, { size, seed, ...options })
              return { m: dim, shape, choice, seed, order: certificate.order ?? 0, error: errorOf(set) }
            }
            const rows = [await rowOf("'auto'", {}), await rowOf("'auto' with a probe", { probe })]
            for (let order = 1; order <= HIGHEST_ORDER && polynomialCount(dim, order) <= size; order++) {
              rows.push(await rowOf('every order', { order }))
            }
            return rows
          },
        })),
      ),
    )
  },
  present(rows, preset) {
    const means = rollup(
      rows,
      group => geometricMean(group.map(({ error }) => error)),
      ({ shape }) => shape,
      ({ m }) => m,
      ({ choice }) => choice,
      ({ order, choice }) => (choice === 'every order' ? order : -1),
    )
    const orders = rollup(
      rows,
      group => [...new Set(group.map(({ order }) => order))].sort((a, b) => a - b).join(', '),
      ({ shape }) => shape,
      ({ m }) => m,
      ({ choice }) => choice,
    )
    const lines = Object.keys(SHAPES).flatMap(shape =>
      DIMS.map(dim => {
        const found = means.get(shape)!.get(dim)!
        const [bestOrder, best] = [...found.get('every order')!].reduce((a, b) => (b[1] < a[1] ? b : a))
        const [alone, probed] = CHOICES.map(choice => found.get(choice)!.get(-1) ?? Number.NaN)
        return { shape, dim, bestOrder, best, alone, probed }
      }),
    )
    const worst = (choice: 'alone' | 'probed') => max(lines, line => line[choice] / line.best)!
    return {
      figures: {
        kinks: errorFigure({
          xLabel: 'order',
          xType: 'linear',
          yLabel: 'error',
          panels: Object.keys(SHAPES).map(shape => ({
            title: shape,
            series: DIMS.flatMap(dim => {
              const every = [...means.get(shape)!.get(dim)!.get('every order')!]
              return [{ name: `m = ${dim}`, points: every.map(([x, y]) => ({ x, y })) }]
            }),
          })),
        }),
      },
      text: [
        `Ridge functions \`s(<v, w> + b)\` with a kink or a jump inside the data: ${countText(INPUT[preset])} points, uniform on \`[-1, 1]^m\`, a tenth kept, \`v\` and \`b\` uniform. Errors of ${UNSEEN} functions that nobody has seen, geometric means over them and ${DRAWS[preset]} draws. The order is found by \`'auto'\`, from its own fixed family, or from a probe of ${PROBE} other functions of the same shape; beside it the best of all orders up to ${HIGHEST_ORDER}, chosen by the very error that is told.`,
        table(
          [
            'function',
            'm',
            "order 'auto'",
            'error',
            'over the best',
            'order with a probe',
            'error',
            'over the best',
            'best order',
            'error',
          ],
          lines.map(({ shape, dim, bestOrder, best, alone, probed }) => [
            shape,
            String(dim),
            orders.get(shape)!.get(dim)!.get("'auto'")!,
            errorText(alone),
            errorText(alone / best),
            orders.get(shape)!.get(dim)!.get("'auto' with a probe")!,
            errorText(probed),
            errorText(probed / best),
            String(bestOrder),
            errorText(best),
          ]),
        ),
        `The largest ratio is ${errorText(worst('alone'))} without a probe and ${errorText(worst('probed'))} with one; 1.5 is asked. Without a probe nobody can know of the kinks: the fixed family has smooth functions, which high orders serve by decades, and they outweigh what kinked ones lose.`,
      ].join('\n\n'),
    }
  },
}

type Functions = (point: Float64Array) => Float64Array

function drawRidges(shape: (t: number) => number, dim: number, count: number, rng: Rng): Functions {
  const directions = uniformCube(count, dim, rng)
  const offsets = uniformCube(count, 1, rng).map(offset => offset / 2)
  return point =>
    offsets.map((offset, i) => {
      let t = offset
      for (let axis = 0; axis < dim; axis++) t += directions[i * dim + axis] * point[axis]
      return shape(t)
    })
}

/** Geometric mean of `|Σ c g - Σ c' g| / Σ c` over the functions. */
function meanErrorOn(input: WeightedSet, functions: Functions, count: number): (set: WeightedSet) => number {
  const meansOf = ({ size, dim, points, weights }: WeightedSet) => {
    const sums = new Float64Array(count)
    let mass = 0
    for (let row = 0; row < size; row++) {
      const values = functions(points.subarray(row * dim, (row + 1) * dim))
      for (let j = 0; j < count; j++) sums[j] += weights[row] * values[j]
      mass += weights[row]
    }
    return sums.map(sum => sum / mass)
  }
  const exact = meansOf(input)
  return set =>
    geometricMean(Array.from(meansOf(set), (mean, j) => Math.max(1e-16, Math.abs(mean - exact[j]))))
}
