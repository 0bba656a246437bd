import { group, mean } from 'd3-array'
import { errorFigure } from '../figures/error-figure.js'
import { countText, errorText, table } from '../figures/tables.js'
import type { Preset, Row, StudyPart } from '../study.js'
import type { OptimiserName } from '../training/optimisers.js'
import { startTensors } from '../training/start-tensors.js'
import { teacherStudentTask } from '../training/teacher-student.js'
import { trainingCurve } from '../training/train-student.js'
import { ALL_ROWS, FIRST_ROWS, JOINT, LOSS_AWARE, PROJECTED, SELECTIONS } from './fig-3-selections.js'

const ROWS = 10_000
const SIZE = 1000
const WIDTH = 50
const EPOCHS = 400
const BATCH = 256
const SEEDS: Readonly<Record<Preset, number>> = { quick: 1, full: 10 }

interface PanelTask {
  readonly title: string
  readonly optimiser: OptimiserName
  readonly rate: number
  readonly batch?: number
  /** The authors' test errors: all rows, compressed, first rows. */
  readonly theirs: readonly [number, number, number]
}

const PANELS: readonly PanelTask[] = [
  { title: 'all at once, SGD', optimiser: 'sgd', rate: 0.05, theirs: [0.0291, 0.0315, 0.1258] },
  { title: 'all at once, AdamW', optimiser: 'adamw', rate: 0.01, theirs: [0.0171, 0.0189, 0.2255] },
  { title: 'batches, SGD', optimiser: 'sgd', rate: 0.01, batch: BATCH, theirs: [0.0153, 0.0167, 0.2294] },
  {
    title: 'batches, AdamW',
    optimiser: 'adamw',
    rate: 0.001,
    batch: BATCH,
    theirs: [0.0153, 0.0197, 0.2544],
  },
]

/** Panels that are trained in seconds. */
const SHORT = PANELS.filter(({ batch }) => batch === undefined)

const panelsOf = (preset: Preset) => (preset === 'quick' ? SHORT : PANELS)

export interface PanelRow extends Row {
  readonly part: 'panels'
  readonly panel: string
  readonly method: string
  readonly seed: number
  readonly kept: number
  /** Share of the epochs that is over. */
  readonly epoch: number
  readonly error: number
}

/** Their four panels: 10,000 rows to 1,000. */
export const fig3Panels: StudyPart<PanelRow> = {
  tasks(preset) {
    return panelsOf(preset).flatMap(panel =>
      Array.from({ length: SEEDS[preset] }, (_, seed) =>
        Object.entries(SELECTIONS).map(([method, { select, sampling }]) => ({
          key: `${panel.title}, ${method}, ${seed}`,
          async run() {
            await startTensors()
            const { rows, test } = teacherStudentTask(ROWS, seed)
            const kept = await select(rows, SIZE, seed)
            const perEpoch = panel.batch === undefined ? 1 : Math.ceil(ROWS / panel.batch)
            const steps = EPOCHS * perEpoch
            const curve = await trainingCurve(kept, test, {
              width: WIDTH,
              steps,
              optimiser: panel.optimiser,
              rate: panel.rate,
              seed,
              batch: panel.batch === undefined ? undefined : { size: panel.batch, sampling },
              measured: EPOCHS_SHOWN.map(epoch => epoch * perEpoch),
            })
            return curve.map(({ step, error }) => ({
              part: 'panels' as const,
              panel: panel.title,
              method,
              seed,
              kept: kept.size,
              epoch: step / perEpoch,
              error,
            }))
          },
        })),
      ).flat(),
    )
  },
  present(rows, preset) {
    const panels = panelsOf(preset)
    const byPanel = group(
      rows,
      ({ panel }) => panel,
      ({ method }) => method,
      ({ epoch }) => epoch,
    )
    const errorAt = (panel: string, method: string, epoch = EPOCHS) =>
      mean(byPanel.get(panel)!.get(method)!.get(epoch)!, ({ error }) => error)!
    const overAll = (panel: string, method: string) => {
      const error = errorAt(panel, method)
      return `${errorText(error)} (${(error / errorAt(panel, ALL_ROWS)).toFixed(2)})`
    }
    const methods = Object.keys(SELECTIONS)
    return {
      figures: {
        fig3: errorFigure({
          xLabel: 'epochs',
          yLabel: 'test error',
          panels: panels.map(({ title }) => ({
            title,
            series: methods.map(name => ({
              name,
              dashed: name === ALL_ROWS || name === FIRST_ROWS,
              points: [...byPanel.get(title)!.get(name)!.keys()].map(epoch => ({
                x: epoch,
                y: errorAt(title, name, epoch),
              })),
            })),
          })),
        }),
      },
      text: [
        `## ${countText(ROWS)} rows to ${countText(SIZE)}`,
        `Rows of a random two-layer ReLU network of width ${WIDTH} on \`[-1, 1]²\`, with normal noise of deviation 3; a student of the same shape, ${EPOCHS} epochs, rates falling to 0 along a cosine${preset === 'full' ? `; a batch has ${BATCH} rows, and an epoch ${countText(ROWS)} for every set` : ''}. Mean squared error against the teacher without noise, the mean of ${SEEDS[preset]} ${SEEDS[preset] === 1 ? 'seed' : 'seeds'}, and in brackets over that of all rows. *For the loss* keeps \`{polynomials of x} × {1, y}\`, in cells made by \`x\`; *labels projected* keeps polynomials of \`x\` to degree \`2q\`, and labels that have the sums of all labels with those to degree \`q\`, which cross-validation chooses. Batches of all rows, of the first ones and of joint moments are drawn with replacement, as the authors do; those of the last two without, their weights in the loss.`,
        table(
          ['', ...panels.map(({ title }) => title)],
          methods.map(method => [method, ...panels.map(({ title }) => overAll(title, method))]),
        ),
        'The authors, with joint moments to order 5, and in brackets over their error on all rows:',
        table(
          ['', ...panels.map(({ title }) => title)],
          (['all rows', 'compressed', 'first rows'] as const).map((name, i) => [
            name,
            ...panels.map(({ theirs }) => `${theirs[i]} (${(theirs[i] / theirs[0]).toFixed(2)})`),
          ]),
        ),
        verdict(panels, methods, errorAt),
      ].join('\n\n'),
    }
  },
}

/** Epochs after which errors are shown. */
const EPOCHS_SHOWN = [5, 10, 20, 40, 60, 80, 120, 160, 200, 240, 280, 320, 360, EPOCHS]

function verdict(
  panels: readonly PanelTask[],
  methods: readonly string[],
  errorAt: (panel: string, method: string) => number,
): string {
  const ours = methods.filter(method => method === LOSS_AWARE || method === PROJECTED || method === JOINT)
  const missed = ours.map(method => {
    const over = panels.filter(({ title }) => errorAt(title, method) > 1.05 * errorAt(title, ALL_ROWS))
    return `- ${method}: ${over.length === 0 ? 'in every panel' : `in all but ${over.map(({ title }) => title).join('; ')}`}`
  })
  return ['Within 5 % of the error on all rows, or below it:', '', ...missed].join('\n')
}
