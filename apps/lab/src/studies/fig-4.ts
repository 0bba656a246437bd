import { createRng } from '@polylog/core'
import { drawRows } from '@polylog/dataset'
import { trajectoryDistance } from '@polylog/network'
import { compressModel } from '@polylog/network/tfjs'
import { tensor2d } from '@tensorflow/tfjs'
import { mean, median, rollup } from 'd3-array'
import { errorFigure } from '../figures/error-figure.js'
import { countText, errorText, table } from '../figures/tables.js'
import type { Preset, Row, Study } from '../study.js'
import { type BesselTask, besselTask } from '../training/bessel-task.js'
import { narrowStart } from '../training/compress-width.js'
import { followedOnRows, modelFrom } from '../training/follow-rows.js'
import { type FollowedRule, RULES } from '../training/follow-wide.js'
import { cosineShare } from '../training/optimisers.js'
import { startTensors } from '../training/start-tensors.js'
import { drawStart, type NetworkStart } from '../training/two-layer-network.js'

/** `J_n(f r) cos(n θ)` with noise: that of the authors takes thousands of steps to learn anything of, and a smoother one. */
const TASKS: Readonly<Record<Preset, BesselTask>> = {
  quick: { order: 2, frequency: 8, noise: 0.2 },
  full: { order: 6, frequency: 20, noise: 0.2 },
}
const ROWS = 100_000
const BATCH = 512
const ORDER = 5
const CALIBRATION = 1000
const RECORDS = 30

interface Size {
  readonly wide: number
  readonly narrow: number
  readonly steps: number
  /** Of the authors' rates, who take 588,000 steps. */
  readonly rates: number
}

const SIZES: Readonly<Record<Preset, Size>> = {
  quick: { wide: 2048, narrow: 256, steps: 500, rates: 30 },
  full: { wide: 10_000, narrow: 1000, steps: 5000, rates: 5 },
}

interface Rule extends FollowedRule {
  readonly title: string
  /** Test errors of the authors: wide, compressed, their subnetwork. */
  readonly theirs: readonly [number, number, number]
}

/** With the authors' rates. */
const OPTIMISERS: readonly Rule[] = [
  { title: 'SGD', create: RULES.sgd, rate: 1e-3, theirs: [9.586e-3, 9.985e-3, 12.75e-3] },
  { title: 'Adam', create: RULES.adam, rate: 1e-4, theirs: [3.29e-4, 3.87e-4, 15.4e-4] },
  { title: 'AdamW', create: RULES.adam, rate: 1e-4, decay: 0.01, theirs: [3.99e-4, 4.6e-4, 26e-4] },
  { title: 'Adamax', create: RULES.adamax, rate: 5e-5, theirs: [5.05e-4, 6.77e-4, 43.9e-4] },
  { title: 'Rprop', create: RULES.rprop, rate: 1e-2, theirs: [3.59e-3, 4.03e-3, 11.1e-3] },
  { title: 'RMSprop', create: RULES.rmsprop, rate: 3e-5, theirs: [2.19e-3, 2.04e-3, 2.81e-3] },
  { title: 'RMSprop, faster', create: RULES.rmsprop, rate: 1e-4, theirs: [3.96e-3, 4.13e-3, 1.62e-3] },
]

/** Those of the quick preset: one of each kind. */
const FEW: readonly string[] = ['SGD', 'Adam', 'RMSprop']

const optimisersOf = (preset: Preset): readonly Rule[] =>
  preset === 'full' ? OPTIMISERS : OPTIMISERS.filter(({ title }) => FEW.includes(title))

const WIDE = 'wide'
const JOINT = `joint moments, order ${ORDER}`
const FAIR = 'random, same dynamics'
const FIRST = 'first neurons, plain'

type Narrowing = (wide: NetworkStart, size: number, seed: number) => Promise<NetworkStart>

const NARROWINGS: Readonly<Record<string, Narrowing>> = {
  [JOINT]: chosenBy('moments', ORDER),
  'joint moments, order found': chosenBy('moments', 'auto'),
  contributions: chosenBy('contributions'),
  'contributions and tangents': chosenBy('tangent'),
  [FAIR]: async (wide, size, seed) => {
    const indices = drawRows(wide.width, size, createRng(seed)).sort()
    return narrowStart(wide, { indices, masses: new Float64Array(size).fill(wide.width / size) })
  },
  [FIRST]: async (wide, size) => {
    const indices = Uint32Array.from({ length: size }, (_, i) => i)
    const { masses: _, ...start } = narrowStart(wide, { indices, masses: new Float64Array(size).fill(1) })
    return start
  },
}

function chosenBy(by: 'moments' | 'contributions' | 'tangent', order: number | 'auto' = 'auto'): Narrowing {
  return async (wide, size, seed) => {
    const model = modelFrom(wide)
    const rng = createRng(seed)
    const places = Float32Array.from({ length: 2 * CALIBRATION }, () => 2 * rng.uniform() - 1)
    const calibration = tensor2d(places, [CALIBRATION, 2])
    const { choices } = await compressModel(model, { size, by, goal: 'training', order, calibration, seed })
    calibration.dispose()
    model.dispose()
    return narrowStart(wide, [...choices.values()][0])
  }
}

export interface FollowRow extends Row {
  readonly optimiser: string
  readonly method: string
  readonly kept: number
  readonly step: number
  readonly error: number
  /** Of the outputs from the wide network's, over the length of these. */
  readonly distance: number
}

/** Narrow networks that train as a wide one does. */
export const fig4: Study<FollowRow> = {
  name: 'fig4',
  title: 'Dynamical lottery tickets: narrow networks that train like a wide one',
  tasks(preset) {
    const { wide: width, narrow, steps, rates } = SIZES[preset]
    return optimisersOf(preset).map(rule => ({
      key: `${rule.title} ${width} ${narrow} ${steps}`,
      async run() {
        await startTensors()
        const { rows, test } = besselTask(TASKS[preset], ROWS, 0)
        const start = drawStart(2, width, createRng(0))
        const recorded = [
          ...new Set(Array.from({ length: RECORDS + 1 }, (_, i) => Math.round((i * steps) / RECORDS))),
        ]
        const options = {
          rule: { ...rule, rate: rule.rate * rates },
          steps,
          share: cosineShare,
          batchSize: BATCH,
          seed: 1,
          recorded,
        }
        const wide = await followedOnRows(start, rows, test, options)
        const found: FollowRow[] = []
        const add = (method: string, kept: number, run: typeof wide) => {
          const { distances } = trajectoryDistance(wide, run)
          run.steps.forEach((step, i) => {
            found.push({
              optimiser: rule.title,
              method,
              kept,
              step,
              error: run.errors[i],
              distance: distances[i],
            })
          })
        }
        add(WIDE, width, wide)
        for (const [method, narrowed] of Object.entries(NARROWINGS)) {
          const small = await narrowed(start, narrow, 0)
          add(method, small.width, await followedOnRows(small, rows, test, options))
        }
        return found
      },
    }))
  },
  present(rows, preset) {
    const { wide: width, narrow, steps, rates } = SIZES[preset]
    const { order, frequency, noise } = TASKS[preset]
    const optimisers = optimisersOf(preset)
    const titles = optimisers.map(({ title }) => title)
    const methods = Object.keys(NARROWINGS)
    const curves = rollup(
      rows,
      found => found.toSorted((a, b) => a.step - b.step),
      ({ optimiser }) => optimiser,
      ({ method }) => method,
    )
    const curveOf = (optimiser: string, method: string) => curves.get(optimiser)!.get(method)!
    const lastOf = (optimiser: string, method: string) => curveOf(optimiser, method).at(-1)!
    const gapOf = (optimiser: string, method: string) =>
      Math.abs(lastOf(optimiser, method).error / lastOf(optimiser, WIDE).error - 1)
    /** Median over the records of the distance from the wide network's loss. */
    const lossDistance = (optimiser: string, method: string) =>
      median(curveOf(optimiser, method).slice(1), ({ step, error }) =>
        Math.abs(error - curveOf(optimiser, WIDE).find(wide => wide.step === step)!.error),
      )!
    const closer = (method: string, baseline: string) =>
      median(titles, title => lossDistance(title, baseline) / lossDistance(title, method))!
    return {
      figures: {
        fig4: errorFigure({
          xLabel: 'steps',
          yLabel: 'test error',
          xType: 'linear',
          panels: titles.map(title => ({
            title,
            series: [WIDE, JOINT, 'contributions', FAIR, FIRST].map(name => ({
              name,
              dashed: name === FAIR || name === FIRST,
              points: curveOf(title, name).map(({ step, error }) => ({ x: step, y: error })),
            })),
          })),
        }),
      },
      text: [
        `A two-layer ReLU network of ${countText(width)} neurons and narrow ones of ${countText(narrow)} that start from it, trained on ${countText(ROWS)} rows of \`J_${order}(${frequency} r) cos(${order} θ)\` on \`[-1, 1]²\` with noise of deviation ${noise}: ${countText(steps)} steps of ${BATCH} rows, the same for all, rates falling to 0 along a cosine from ${rates} times the authors', who take 588,000 steps at a width of 10,000. Every narrow network holds a mass for each neuron, by which its gradients are divided, but for *first neurons, plain*: the authors' subnetwork, neither rescaled nor divided. *Random, same dynamics* gives random neurons the mass ${countText(width / narrow)}.`,
        '## Test error in the end, and by how much it differs from the wide network’s',
        table(
          ['', ...titles],
          [WIDE, ...methods].map(method => [
            method,
            ...titles.map(title =>
              method === WIDE
                ? errorText(lastOf(title, method).error)
                : `${errorText(lastOf(title, method).error)} (${(100 * gapOf(title, method)).toFixed(0)} %)`,
            ),
          ]),
        ),
        'The authors, at 10,000 -> 1,000:',
        table(
          ['', ...titles],
          ['wide', 'compressed', 'first neurons'].map((name, i) => [
            name,
            ...optimisers.map(({ theirs }) =>
              i === 0
                ? String(theirs[0])
                : `${theirs[i]} (${(100 * Math.abs(theirs[i] / theirs[0] - 1)).toFixed(0)} %)`,
            ),
          ]),
        ),
        '## Distance of the outputs from the wide network’s in the end, over their length',
        table(
          ['', ...titles],
          methods.map(method => [method, ...titles.map(title => lastOf(title, method).distance.toFixed(3))]),
        ),
        '## How much closer to the wide network’s the loss stays, in the median over the steps',
        table(
          ['', ...titles, 'median'],
          [FIRST, FAIR].flatMap(baseline =>
            methods
              .filter(method => method !== FIRST && method !== FAIR)
              .map(method => [
                `${method}, than ${baseline}`,
                ...titles.map(title =>
                  (lossDistance(title, baseline) / lossDistance(title, method)).toFixed(1),
                ),
                closer(method, baseline).toFixed(1),
              ]),
          ),
        ),
        `The gap of the test error in the end, in the mean over the optimisers: ${methods
          .map(method => `${method} ${(100 * mean(titles, title => gapOf(title, method))!).toFixed(1)} %`)
          .join('; ')}.`,
      ].join('\n\n'),
    }
  },
}
