import { dispose, type LayersModel, type Sequential } from '@tensorflow/tfjs'
import type { Row, Task } from '../study.js'
import {
  accuracyOf,
  type ClassifierTraining,
  type GlyphRows,
  type Glyphs,
  glyphClassifier,
  glyphRows,
  trainClassifier,
} from '../training/glyph-classifier.js'
import { startTensors } from '../training/start-tensors.js'
import { CONTRIBUTIONS, corrected, freeNodes, NARROWINGS, RANDOM, type Wide } from './deep-methods.js'

/** What wide networks are trained on, and how. */
export interface DeepCase {
  readonly glyphs: Glyphs
  /** Of the weights in training. */
  readonly decay: number
}

export interface DeepSize {
  readonly width: number
  readonly hidden: number
  readonly rows: number
  readonly testRows: number
  readonly calibrationRows: number
  readonly cases: readonly DeepCase[]
  readonly epochs: number
  /** Of the fine-tuning. */
  readonly tuningEpochs: number
  /** Widths over those of narrow layers. */
  readonly ratios: readonly number[]
  readonly draws: number
}

/** The ratio at which networks are trained on. */
export const TUNED_RATIO = 8

export const TUNED_METHODS = [corrected(CONTRIBUTIONS), freeNodes(CONTRIBUTIONS), corrected(RANDOM)]

const BATCH = 128
const RATE = 1e-3
/** Of the fine-tuning, over that of the training. */
const TUNING_RATE = 0.3

/** As the wide network is, and after its training has gone on. */
export const WIDE = 'wide'

export interface DeepRow extends Row, DeepCase {
  readonly draw: number
  readonly method: string
  /** Units of every hidden layer. */
  readonly width: number
  /** Epochs of training after it was narrowed. */
  readonly epochs: number
  /** Of the test rows. */
  readonly accuracy: number
  /** Of the outputs from the wide network's on rows apart, over their length; -1 where it was trained on. */
  readonly distance: number
}

export function deepTasks(size: DeepSize): readonly Task<DeepRow>[] {
  return Array.from({ length: size.draws }, (_, draw) =>
    size.cases.map(one => ({
      key: `${draw} ${JSON.stringify(one)} ${JSON.stringify(size)}`,
      run: () => deepRows(size, draw, one),
    })),
  ).flat()
}

async function deepRows(
  size: DeepSize,
  draw: number,
  { glyphs, decay }: DeepCase,
): Promise<readonly DeepRow[]> {
  await startTensors()
  const data = (count: number, use: number) => glyphRows(glyphs, count, 10 * draw + use)
  const [training, test] = [data(size.rows, 1), data(size.testRows, 2)]
  const [calibration, apart] = [data(size.calibrationRows, 3), data(size.calibrationRows, 4)]
  const model = glyphClassifier(training.inputs.shape[1], size.width, size.hidden, draw)
  const schedule = { epochs: size.epochs, batch: BATCH, rate: RATE, decay, seed: 1000 * draw }
  await trainClassifier(model, training, schedule)
  const wide: Wide = {
    model,
    hidden: model.layers.slice(0, -1).map(({ name }) => name),
    width: size.width,
    calibration: calibration.inputs,
    heldOut: apart.inputs,
    seed: draw,
  }
  const untrained = { draw, glyphs, decay, epochs: 0 }
  const rows: DeepRow[] = [
    { ...untrained, method: WIDE, width: size.width, accuracy: accuracyOf(model, test), distance: 0 },
  ]
  for (const ratio of size.ratios) {
    for (const [method, narrowed] of Object.entries(NARROWINGS)) {
      const width = Math.round(size.width / ratio)
      const { fold, report } = await narrowed(wide, width)
      const narrow = await fold()
      const { heldOut } = (report.correctedError ?? report.outputError)!
      rows.push({ ...untrained, method, width, accuracy: accuracyOf(narrow, test), distance: heldOut! })
      narrow.dispose()
    }
  }
  const tuning = { ...schedule, epochs: size.tuningEpochs, rate: TUNING_RATE * RATE, seed: 1000 * draw + 500 }
  rows.push(...(await tunedRows(wide, training, test, tuning, { draw, glyphs, decay })))
  model.dispose()
  for (const { inputs, labels } of [training, test, calibration, apart]) dispose([inputs, labels])
  return rows
}

/** Trains on: the wide network, last of all, and narrow ones from where they were left, with the dynamics of the wide one. */
async function tunedRows(
  wide: Wide,
  training: GlyphRows,
  test: GlyphRows,
  schedule: ClassifierTraining,
  drawn: DeepCase & { readonly draw: number },
): Promise<readonly DeepRow[]> {
  const size = Math.round(wide.width / TUNED_RATIO)
  const rows: DeepRow[] = []
  const tuned = async (method: string, model: LayersModel | Sequential, width: number) => {
    await trainClassifier(model, training, schedule)
    const accuracy = accuracyOf(model, test)
    rows.push({
      ...{ ...drawn, method, width },
      ...{ epochs: schedule.epochs, accuracy, distance: -1 },
    })
  }
  for (const method of TUNED_METHODS) {
    const compressed = await NARROWINGS[method](wide, size)
    const narrow = await compressed.weighted()
    await tuned(method, narrow, size)
    narrow.dispose()
  }
  await tuned(WIDE, wide.model, wide.width)
  return rows
}
