import { takeRows } from '@polylog/core'
import { type Encoding, fitEncoding, type Table, takeTableRows } from '@polylog/dataset'
import { classLabels } from '@polylog/dataset/reference-models'
import { group, mean } from 'd3-array'
import { errorFigure } from '../figures/error-figure.js'
import { countText, errorText, table as markdownTable } from '../figures/tables.js'
import type { Preset, Row, Study, StudyPart } from '../study.js'
import {
  DESCRIPTIONS,
  REAL_TABLES,
  type RealTable,
  type RealTableName,
  realTable,
} from '../tables/real-tables.js'
import { startTensors } from '../training/start-tensors.js'
import { type ExactRow, exactFlights } from './exact-flights.js'
import { CLASS_MODELS, encoded, type LabelledRows, REGRESSION_MODELS } from './realdata-models.js'
import { FULL, REAL_SELECTIONS } from './realdata-selections.js'

const SHARES = [0.001, 0.01, 0.1] as const
const SEEDS: Readonly<Record<Preset, number>> = { quick: 1, full: 5 }
/** Every so many flights. */
const FLIGHT_STEP: Readonly<Record<Preset, number>> = { quick: 60, full: 6 }

/** Of the network. */
const STEPS: Readonly<Record<Preset, number>> = { quick: 600, full: 3000 }

interface TableRow extends Row {
  readonly part: 'tables'
  readonly table: RealTableName
  readonly trainRows: number
  readonly method: string
  readonly share: number
  readonly model: string
  readonly seed: number
  readonly kept: number
  /** On the test rows: squared error, or nats of a logistic model. */
  readonly loss: number
}

type RealRow = TableRow | ExactRow

/** Real tables: models that are trained on a few of their rows. */
export const realdata: Study<RealRow> = {
  name: 'realdata',
  title: 'Real tables: training on a few of their rows',
  tasks: preset => [...tables.tasks(preset), ...exactFlights.tasks(preset)],
  present(rows, preset) {
    const few = tables.present(
      rows.filter(row => row.part === 'tables'),
      preset,
    )
    const all = exactFlights.present(
      rows.filter(row => row.part === 'all flights'),
      preset,
    )
    return { figures: few.figures, text: [few.text, all.text].join('\n\n') }
  },
}

const tables: StudyPart<TableRow> = {
  tasks(preset) {
    return REAL_TABLES.flatMap(name =>
      Array.from({ length: SEEDS[preset] }, (_, seed) => ({
        key: `${name} ${seed}`,
        run: () => runTable(name, preset, seed),
      })),
    )
  },
  present(rows, preset) {
    const byTable = group(
      rows,
      ({ table }) => table,
      ({ model }) => model,
      ({ method }) => method,
      ({ share }) => share,
    )
    const methods = Object.keys(REAL_SELECTIONS)
    const lossOf = (name: RealTableName, model: string, method: string, share: number) =>
      mean(byTable.get(name)!.get(model)!.get(method)?.get(share) ?? [], ({ loss }) => loss)
    const wholeOf = (name: RealTableName, model: string) => lossOf(name, model, FULL, 1)!
    const trainRows = (name: RealTableName) => rows.find(({ table }) => table === name)!.trainRows
    const excess = (name: RealTableName, model: string, method: string, share: number) => {
      const loss = lossOf(name, model, method, share)
      return loss === undefined ? '-' : `${errorText(100 * (loss / wholeOf(name, model) - 1))} %`
    }
    return {
      figures: {
        realdata: errorFigure({
          xLabel: 'rows kept',
          yLabel: 'test loss over that of all rows',
          panels: REAL_TABLES.map(name => {
            const model = [...byTable.get(name)!.keys()][0]
            return {
              title: `${name}: ${model}`,
              series: [
                ...methods.map(method => ({
                  name: method,
                  points: SHARES.flatMap(share => {
                    const loss = lossOf(name, model, method, share)
                    return loss === undefined
                      ? []
                      : [{ x: share * trainRows(name), y: loss / wholeOf(name, model) }]
                  }),
                })),
                {
                  name: FULL,
                  dashed: true,
                  points: SHARES.map(share => ({ x: share * trainRows(name), y: 1 })),
                },
              ],
            }
          }),
        }),
      },
      text: [
        `Three tables of vega-datasets; a fifth of the rows, drawn at random, is what models are tried on, ${SEEDS[preset]} ${SEEDS[preset] === 1 ? 'split' : 'splits'}. Models: least squares or logistic regression of degree 2, Gaussian kernel ridge regression (100 landmarks), a two-layer network of width 32 (${countText(STEPS[preset])} batches of 128, Adam). The tables tell by how much the test loss exceeds that of the same model trained on all rows, on average; less than 0 is better than on all rows. Where a model has nearly as many terms as there are rows, no choice of rows is a good one. A dash stands where a method cannot keep so few rows, or takes minutes.`,
        ...REAL_TABLES.flatMap(name => {
          const trained = trainRows(name)
          return [
            `## ${name}: ${countText(trained)} rows to train on`,
            DESCRIPTIONS[name],
            ...[...byTable.get(name)!.keys()].map(model =>
              [
                `${model}, whose test loss after training on all rows is ${errorText(wholeOf(name, model))}:`,
                markdownTable(
                  [
                    '',
                    ...SHARES.map(share => `${100 * share} %, ${countText(Math.ceil(share * trained))} rows`),
                  ],
                  methods.map(method => [method, ...SHARES.map(share => excess(name, model, method, share))]),
                ),
              ].join('\n\n'),
            ),
          ]
        }),
      ].join('\n\n'),
    }
  },
}

async function runTable(name: RealTableName, preset: Preset, seed: number): Promise<readonly TableRow[]> {
  await startTensors()
  const { train, test, target, inputs } = await realTable(name, FLIGHT_STEP[preset], seed)
  const { labels, classes } = labelsOf(train, target)
  const outputs = Math.max(1, classes)
  const encoding = fitEncoding(train, inputs)
  const all = encoded(encoding, train, labels)
  const tried = encoded(encoding, test, labelsOf(test, target).labels)
  const models = classes > 0 ? CLASS_MODELS : REGRESSION_MODELS
  const rows: TableRow[] = []
  const tryAll = async (method: string, share: number, kept: LabelledRows) => {
    for (const [model, lossAfter] of Object.entries(models)) {
      const loss = await lossAfter(kept, tried, { encoding, all, outputs, steps: STEPS[preset], seed })
      rows.push({
        part: 'tables',
        table: name,
        trainRows: train.size,
        method,
        share,
        model,
        seed,
        kept: kept.weights.length,
        loss,
      })
    }
  }
  await tryAll(FULL, 1, all)
  for (const share of SHARES) {
    for (const [method, select] of Object.entries(REAL_SELECTIONS)) {
      const size = Math.ceil(share * train.size)
      const kept = await select({ table: train, target, inputs, labels, size, seed })
      if (kept)
        await tryAll(method, share, keptRows({ train, target, inputs }, encoding, kept, labels, outputs))
    }
  }
  return rows
}

function keptRows(
  { train }: Pick<RealTable, 'train' | 'target' | 'inputs'>,
  encoding: Encoding,
  { rows, weights, labels: projected }: { rows: Uint32Array; weights: Float64Array; labels?: Float64Array },
  labels: Float64Array,
  outputs: number,
): LabelledRows {
  const own = takeRows(labels, rows, outputs)
  return encoded(encoding, takeTableRows(train, rows), projected ?? own, weights)
}

/** Numbers, or classes as one-hot labels. */
function labelsOf(
  { columns }: Table,
  target: string,
): { readonly labels: Float64Array; readonly classes: number } {
  const column = columns.get(target)!
  if (column instanceof Float64Array) return { labels: column, classes: 0 }
  const { names, values } = classLabels(target, column)
  return { labels: values, classes: names.length }
}
