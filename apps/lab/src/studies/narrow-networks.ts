import { compress } from '@polylog/compress'
import {
  createRng,
  type FeatureMap,
  featureCount,
  type Rng,
  type WeightedSet,
  weightedSet,
} from '@polylog/core'
import { chebyshev, linear, product } from '@polylog/moments'
import { ontoSphere, sphericalPolynomials } from '@polylog/moments/structure'
import { uniformCube } from '@polylog/testkit'
import { rollup } from 'd3-array'
import { geometricMean } from '../figures/averages.js'
import { errorFigure } from '../figures/error-figure.js'
import { countText, errorText, table } from '../figures/tables.js'
import type { Preset, Row, StudyPart } from '../study.js'
import { randomSubset } from './random-subset.js'

/** Neurons, those kept, and places at which the network is looked at. */
const WIDTHS: Readonly<Record<Preset, readonly number[]>> = {
  quick: [2000, 10_000],
  full: [2000, 5000, 10_000, 20_000],
}
const RATIO = 0.1
const PLACES = 1000
const DRAWS: Readonly<Record<Preset, number>> = { quick: 3, full: 10 }

/** `x -> Σ_i c_i v_i relu(<w_i, x> + b_i)` of neurons `(v, w1, w2, b)` in `R^4`. */
type Network = WeightedSet

type Reduction = (network: Network, size: number, seed: number) => Promise<Network | undefined>

/** Orders of which the best is told, as one would find it by trying. */
const ORDERS = [2, 3, 4, 5, 6, 8, 10]

/** Nothing where the features need more points than there may be. */
const withFeatures =
  (map: FeatureMap): Reduction =>
  async (network, size, seed) =>
    featureCount(map, network.dim) > size
      ? undefined
      : (await compress(network, { size, features: map, seed })).set

/** By the order, 0 where there is none. */
const REDUCTIONS: Readonly<
  Record<string, readonly { readonly order: number; readonly reduce: Reduction }[]>
> = {
  'random neurons, rescaled': [
    { order: 0, reduce: async (network, size, seed) => randomSubset(network, size, seed) },
  ],
  'joint moments of (v, w, b)': ORDERS.map(order => ({ order, reduce: withFeatures(chebyshev(order)) })),
  '{1, v} × moments of (w, b)': ORDERS.map(order => ({
    order,
    reduce: withFeatures(product(linear([0]), chebyshev([1, 2, 3], order))),
  })),
  'signed masses on directions of (w, b)': ORDERS.map(order => ({ order, reduce: onSphere(order) })),
}

/** `v relu(t u) = v t relu(u)`: neurons of either sign are points of the sphere, and their masses hold the rest. */
function onSphere(order: number): Reduction {
  return async (network, size, seed) => {
    const masses = Float64Array.from({ length: network.size }, (_, i) => network.points[4 * i])
    const objects = network.points.filter((_, at) => at % 4 > 0)
    const { positive, negative } = ontoSphere({ objects, dim: 3, masses })
    const halves = [positive, negative].filter(part => part !== undefined)
    if (halves.length * (order + 1) ** 2 > 0.9 * size) return undefined
    const kept = await Promise.all(
      halves.map(part =>
        compress(part, {
          size: Math.floor((size * part.size) / network.size),
          features: sphericalPolynomials(3, order),
          seed,
        }),
      ),
    )
    const neurons = kept.flatMap(({ set }, half) =>
      Array.from({ length: set.size }, (_, i) => ({
        weight: set.weights[i],
        point: [halves[half] === positive ? 1 : -1, ...set.points.subarray(3 * i, 3 * i + 3)],
      })),
    )
    return weightedSet(
      neurons.map(({ point }) => point),
      { weights: neurons.map(({ weight }) => weight) },
    )
  }
}

export interface NarrowRow extends Row {
  readonly part: 'network'
  readonly width: number
  readonly method: string
  /** 0 where there is none. */
  readonly order: number
  readonly seed: number
  readonly kept: number
  readonly error: number
  /** At other places: by these the order is chosen. */
  readonly choosing: number
}

/** A wide two-layer ReLU network made narrow, which is linear in its outgoing weights and homogeneous. */
export const narrowNetworks: StudyPart<NarrowRow> = {
  tasks(preset) {
    return WIDTHS[preset].flatMap(width =>
      Object.entries(REDUCTIONS).flatMap(([method, choices]) =>
        choices.map(({ order, reduce }) => ({
          key: `${width} ${method} ${order}, ${DRAWS[preset]} draws`,
          async run() {
            const rows: NarrowRow[] = []
            for (let seed = 0; seed < DRAWS[preset]; seed++) {
              const rng = createRng(seed)
              const network = weightedSet(uniformCube(width, 4, rng), { dim: 4 })
              const narrow = await reduce(network, Math.ceil(RATIO * width), seed)
              if (!narrow) continue
              const choosing = relativeError(network, narrow, rng)
              const error = relativeError(network, narrow, rng)
              rows.push({
                part: 'network',
                width,
                method,
                order,
                seed,
                kept: narrow.size,
                error,
                choosing,
              })
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
      group => ({
        error: geometricMean(group.map(({ error }) => error)),
        choosing: geometricMean(group.map(({ choosing }) => choosing)),
      }),
      ({ method }) => method,
      ({ width }) => width,
      ({ order }) => order,
    )
    const bestOf = (method: string, width: number) => {
      const [order, { error }] = [...means.get(method)!.get(width)!].reduce((a, b) =>
        b[1].choosing < a[1].choosing ? b : a,
      )
      return { order, error }
    }
    const methods = Object.keys(REDUCTIONS)
    const widths = WIDTHS[preset]
    return {
      figures: {
        'structure-network': errorFigure({
          xLabel: 'neurons',
          yLabel: 'relative error',
          panels: [
            {
              title: 'a tenth of the neurons, best order',
              series: methods.map((name, i) => ({
                name,
                dashed: i === 0,
                points: widths.map(width => ({ x: width, y: bestOf(name, width).error })),
              })),
            },
          ],
        }),
      },
      text: [
        '## A wide network made narrow',
        `Networks \`x -> Σ_i v_i relu(<w_i, x> + b_i)\` on \`[-1, 1]²\`, all parameters uniform on \`[-1, 1]\`, brought down to a tenth of the neurons without training. Root mean square of the difference over that of the network, at ${PLACES} places; geometric means over ${DRAWS[preset]} draws, at the order (in brackets) of least error at ${PLACES} other places. The network is linear in \`v\`, and ReLU is homogeneous: what it cannot see need not be matched.`,
        table(
          ['', ...widths.map(width => `${countText(width)} neurons`)],
          methods.map(method => [
            method,
            ...widths.map(width => {
              const { order, error } = bestOf(method, width)
              return order === 0 ? errorText(error) : `${errorText(error)} (${order})`
            }),
          ]),
        ),
      ].join('\n\n'),
    }
  },
}

function relativeError(network: Network, narrow: Network, rng: Rng): number {
  let difference = 0
  let whole = 0
  for (let i = 0; i < PLACES; i++) {
    const [x, y] = uniformCube(1, 2, rng)
    const expected = outputAt(network, x, y)
    difference += (outputAt(narrow, x, y) - expected) ** 2
    whole += expected ** 2
  }
  return Math.sqrt(difference / whole)
}

function outputAt({ size, points, weights }: Network, x: number, y: number): number {
  let sum = 0
  for (let i = 0; i < size; i++) {
    const at = 4 * i
    sum += weights[i] * points[at] * Math.max(0, points[at + 1] * x + points[at + 2] * y + points[at + 3])
  }
  return sum
}
