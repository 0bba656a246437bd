import { compress } from '@polylog/compress'
import { createRng, type FeatureMap, type Rng, type WeightedSet, weightedSet } from '@polylog/core'
import { anisotropic, medianDistance, nystroem, principal, randomFourier } from '@polylog/moments/from-data'
import { mmd } from '@polylog/moments/metrics'
import { drawReferenceFunction } from '@polylog/testkit'
import { rollup } from 'd3-array'
import { geometricMean } from '../figures/averages.js'
import { errorFigure } from '../figures/error-figure.js'
import { errorText, table } from '../figures/tables.js'
import type { Preset, Row, Study } from '../study.js'
import { randomSubset } from './random-subset.js'

const INPUT: Readonly<Record<Preset, number>> = { quick: 4096, full: 8192 }
const SIZE: Readonly<Record<Preset, number>> = { quick: 200, full: 500 }
const DRAWS: Readonly<Record<Preset, number>> = { quick: 2, full: 10 }
const DIMS: Readonly<Record<Preset, readonly number[]>> = {
  quick: [2, 4, 8, 16, 32],
  full: [2, 3, 4, 6, 8, 12, 16, 24, 32, 64],
}

/** Spread of a coordinate over that of the one before. */
const DECAY = 0.8

type Method = (set: WeightedSet, size: number, seed: number) => Promise<WeightedSet>

const kept =
  (mapOf: (set: WeightedSet, size: number, seed: number) => FeatureMap): Method =>
  async (set, size, seed) =>
    (await compress(set, { size, features: mapOf(set, size, seed), quality: 'fast', seed })).set

/** Every method makes what it can of the same number of points. */
const METHODS: Readonly<Record<string, Method>> = {
  "order 'auto'": async (set, size, seed) => (await compress(set, { size, seed })).set,
  anisotropic: kept((set, size) => anisotropic(set, { size })),
  'principal directions': kept(largestPrincipal),
  'Nyström, Gaussian': kept((set, size, seed) => nystroem(set, { count: size - 1, seed })),
  'random Fourier': kept((set, size, seed) =>
    randomFourier({ dim: set.dim, count: size - 1, width: medianDistance(set, seed), seed }),
  ),
  'random subset': async (set, size, seed) => randomSubset(set, size, seed),
}

/** Two leading directions to the highest order that fits, the rest to order 1. */
function largestPrincipal(set: WeightedSet, size: number): FeatureMap {
  const leading = Math.min(2, set.dim)
  for (let order = 24; ; order--) {
    const features = ((order + 1) * (order + 2)) / 2 + Math.max(0, set.dim - leading)
    if (features <= size || order === 1) return principal(set, { leading, order })
  }
}

interface DimensionRow extends Row {
  readonly m: number
  readonly method: string
  readonly seed: number
  readonly error: number
  readonly mmd: number
  readonly seconds: number
}

/** Error against the dimension, for each feature map. */
export const dimension: Study<DimensionRow> = {
  name: 'dimension',
  title: 'Error against the dimension, for each feature map',
  tasks(preset) {
    return DIMS[preset].flatMap(dim =>
      Object.entries(METHODS).map(([method, run]) => ({
        key: `${dim} ${method}, ${DRAWS[preset]} draws`,
        async run() {
          const rows: DimensionRow[] = []
          for (let seed = 0; seed < DRAWS[preset]; seed++) {
            const rng = createRng(seed)
            const input = decaying(INPUT[preset], dim, rng)
            const references = Array.from({ length: 8 }, () => drawReferenceFunction(dim, rng))
            const started = performance.now()
            const set = await run(input, SIZE[preset], seed)
            const seconds = (performance.now() - started) / 1000
            const error = geometricMean(
              references.map(reference => Math.max(Math.abs(reference(input) - reference(set)), 1e-17)),
            )
            rows.push({
              m: dim,
              method,
              seed,
              error,
              mmd: mmd(input, set, { rows: Infinity, seed }).value,
              seconds,
            })
          }
          return rows
        },
      })),
    )
  },
  present(rows, preset) {
    const found = rollup(
      rows,
      group => ({
        error: geometricMean(group.map(({ error }) => error)),
        mmd: geometricMean(group.map(({ mmd }) => Math.max(mmd, 1e-9))),
        seconds: geometricMean(group.map(({ seconds }) => seconds)),
      }),
      ({ method }) => method,
      ({ m }) => m,
    )
    const dims = DIMS[preset]
    const methods = Object.keys(METHODS)
    const tableOf = (value: 'error' | 'mmd' | 'seconds') =>
      table(
        ['', ...dims.map(dim => `m = ${dim}`)],
        methods.map(method => [method, ...dims.map(dim => errorText(found.get(method)!.get(dim)![value]))]),
      )
    const linesOf = (value: 'error' | 'mmd') =>
      methods.map(name => ({
        name,
        dashed: name === 'random subset',
        points: dims.map(dim => ({ x: dim, y: found.get(name)!.get(dim)![value] })),
      }))
    return {
      figures: {
        dimension: errorFigure({
          xLabel: 'dimension m',
          yLabel: 'error',
          panels: [
            { title: 'mean of sigmoids', series: linesOf('error') },
            { title: 'maximum mean discrepancy', series: linesOf('mmd') },
          ],
        }),
      },
      text: [
        `${INPUT[preset].toLocaleString('en-GB')} normal points whose coordinates' spreads fall by ${DECAY} from one to the next, ${SIZE[preset]} kept; geometric means over ${DRAWS[preset]} draws. The functions are those of Fig. 2, eight to a draw, unknown to all methods. \`'auto'\` runs at the default quality, the feature maps in one pass. Where an order does not fit, \`'auto'\` keeps the mass and principal directions.`,
        '## Error of the mean of sigmoids',
        tableOf('error'),
        '## Maximum mean discrepancy, Gaussian kernel of median width',
        tableOf('mmd'),
        '## Seconds',
        tableOf('seconds'),
      ].join('\n\n'),
    }
  },
}

function decaying(size: number, dim: number, rng: Rng): WeightedSet {
  return weightedSet(
    Float64Array.from({ length: size * dim }, (_, at) => DECAY ** (at % dim) * rng.normal()),
    { dim },
  )
}
