import { compress } from '@polylog/compress'
import type { FeatureMap, WeightedSet } from '@polylog/core'
import { chebyshev, linear, product } from '@polylog/moments'
import { mean, rollup } from 'd3-array'
import { errorFigure } from '../figures/error-figure.js'
import { countText, errorText, table } from '../figures/tables.js'
import type { Preset, Row, StudyPart } from '../study.js'
import { startTensors } from '../training/start-tensors.js'
import { teacherStudentTask } from '../training/teacher-student.js'
import { trainStudent } from '../training/train-student.js'
import { randomSubset } from './random-subset.js'

const ROWS: Readonly<Record<Preset, number>> = { quick: 10_000, full: 100_000 }
const SIZES: Readonly<Record<Preset, readonly number[]>> = { quick: [250, 500], full: [506, 1000] }
const DRAWS: Readonly<Record<Preset, number>> = { quick: 2, full: 3 }
const STEPS: Readonly<Record<Preset, number>> = { quick: 400, full: 1000 }
const WIDTH = 50
const RATE = 0.01

/** Coordinates of the inputs, and of the label. */
const INPUTS = [0, 1]
const LABEL = 2

type Selection = (rows: WeightedSet, size: number, seed: number) => Promise<WeightedSet>

const withFeatures =
  (features: FeatureMap): Selection =>
  async (rows, size, seed) =>
    (await compress(rows, { size, seed, features, coveringAxes: INPUTS })).set

const ALL_ROWS = 'all rows'

const SELECTIONS: Readonly<Record<string, Selection>> = {
  'random rows': async (rows, size, seed) => randomSubset(rows, size, seed),
  'joint moments of (x, y), order 5': async (rows, size, seed) =>
    (await compress(rows, { size, seed, order: 5 })).set,
  'moments of x to degree 3 × {1, y}': withFeatures(product(chebyshev(INPUTS, 3), linear([LABEL]))),
  'moments of x to degree 6 × {1, y}': withFeatures(product(chebyshev(INPUTS, 6), linear([LABEL]))),
  'moments of x to degree 14 × {1, y}': withFeatures(product(chebyshev(INPUTS, 14), linear([LABEL]))),
}

export interface LabelledRow extends Row {
  readonly part: 'labelled rows'
  readonly rows: number
  readonly method: string
  /** Most that may be kept. */
  readonly size: number
  readonly seed: number
  readonly kept: number
  readonly error: number
}

/** Rows for a network that is trained with squared loss, which sees labels only through `1` and `y`. */
export const labelledRows: StudyPart<LabelledRow> = {
  tasks(preset) {
    const runs = [
      { method: ALL_ROWS, size: ROWS[preset], select: async (rows: WeightedSet) => rows },
      ...SIZES[preset].flatMap(size =>
        Object.entries(SELECTIONS).map(([method, select]) => ({ method, size, select })),
      ),
    ]
    return runs.flatMap(({ method, size, select }) =>
      Array.from({ length: DRAWS[preset] }, (_, seed) => ({
        key: `${method} ${size} ${seed}`,
        async run() {
          await startTensors()
          const { rows, test } = teacherStudentTask(ROWS[preset], seed)
          const kept = await select(rows, size, seed)
          const error = await trainStudent(kept, test, {
            width: WIDTH,
            steps: STEPS[preset],
            rate: RATE,
            seed,
          })
          return [
            {
              part: 'labelled rows',
              rows: ROWS[preset],
              method,
              size,
              seed,
              kept: kept.size,
              error,
            } as const,
          ]
        },
      })),
    )
  },
  present(rows, preset) {
    const errors = rollup(
      rows,
      group => mean(group, ({ error }) => error)!,
      ({ method }) => method,
      ({ size }) => size,
    )
    const whole = errors.get(ALL_ROWS)!.get(ROWS[preset])!
    const sizes = SIZES[preset]
    const methods = Object.keys(SELECTIONS)
    return {
      figures: {
        'structure-labels': errorFigure({
          xLabel: 'rows kept',
          yLabel: 'test error after training',
          panels: [
            {
              title: `${countText(ROWS[preset])} labelled rows`,
              series: [
                ...methods.map((name, i) => ({
                  name,
                  dashed: i === 0,
                  points: sizes.map(size => ({ x: size, y: errors.get(name)!.get(size)! })),
                })),
                { name: ALL_ROWS, dashed: true, points: sizes.map(size => ({ x: size, y: whole })) },
              ],
            },
          ],
        }),
      },
      text: [
        '## A few labelled rows to train on',
        `The task of Fig. 3: rows of a random two-layer ReLU network of width ${WIDTH} on \`[-1, 1]²\`, with normal noise of deviation 3, and a student of the same shape trained on all of the rows at once: Adam, ${STEPS[preset]} steps, rate ${RATE} falling to 0 along a cosine. Mean squared error against the teacher without noise, means of ${DRAWS[preset]} draws, and in brackets over that of training on all ${countText(ROWS[preset])} rows, which is ${errorText(whole)}. Squared loss sees the labels only through \`1\` and \`y\`, so moments of \`x × {1, y}\` suffice, in cells that are made by \`x\` alone; joint moments spend most of what is kept on powers of \`y\`.`,
        table(
          ['', ...sizes.map(size => `${countText(size)} rows`)],
          methods.map(method => [
            method,
            ...sizes.map(size => {
              const error = errors.get(method)!.get(size)!
              return `${errorText(error)} (${errorText(error / whole)})`
            }),
          ]),
        ),
      ].join('\n\n'),
    }
  },
}
