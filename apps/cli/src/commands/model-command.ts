import { InputError } from '@polylog/core'
import type { ModelReport, OutputError } from '@polylog/network/tfjs'
import type { LayersModel, Tensor } from '@tensorflow/tfjs'
import { grouped, small } from '../console/figures.js'
import type { RunContext } from '../console/run-context.js'
import { pairTable, textTable } from '../console/text-table.js'
import { loadTensors, type TensorFlow } from '../models/load-tensors.js'
import { readModel } from '../models/read-model.js'
import { checkModelFolder, writeModel } from '../models/write-model.js'
import { chooseColumns } from '../tables/choose-columns.js'
import { openTable } from '../tables/open-table.js'
import { readPoints } from '../tables/read-points.js'
import type { CalibrationRequest, ModelRequest } from './model-options.js'

/** `polylog model`: a TensorFlow.js model with narrower layers. */
export async function modelCommand(request: ModelRequest, context: RunContext): Promise<number> {
  const { scratch, signal, stdout, stderr } = context
  await checkModelFolder(request.out)
  const tf = await loadTensors()
  const model = await readModel(request.path, tf)
  const { amount, layers, by, goal, correction, seed } = request
  const calibration = request.calibration && (await inputsOf(request.calibration, model, tf, context))
  const { compressModel } = await import('@polylog/network/tfjs')
  const { fold, report } = await compressModel(model, {
    ...amount,
    ...(layers && { layers }),
    ...(calibration && { calibration }),
    by,
    goal,
    correction,
    seed,
    signal,
  })
  const narrow = await fold()
  signal.throwIfAborted()
  await writeModel(narrow, request.out, tf, scratch)
  if (request.json) {
    stdout.write(`${JSON.stringify({ command: 'model', out: request.out, ...report }, null, 2)}\n`)
  } else if (!request.quiet) {
    stdout.write(`${reportText(report)}\n`)
    stderr.write(`Wrote ${request.out}\n`)
  }
  return 0
}

/** Rows of a table as the inputs of a model, in the shape that it takes. */
async function inputsOf(
  { path, format, delimited, columns, nulls }: CalibrationRequest,
  model: LayersModel,
  tf: TensorFlow,
  { scratch, signal }: RunContext,
): Promise<Tensor> {
  if (model.inputs.length !== 1) {
    throw new InputError(
      `The model has ${model.inputs.length} inputs, and a table holds those of one`,
      'Compress it in code, with compressModel of @polylog/network/tfjs',
    )
  }
  const shape = model.inputs[0].shape.slice(1)
  const table = await openTable(path, format, scratch, signal, delimited)
  try {
    const chosen = await chooseColumns(table, { columns })
    const { size, dim, points } = (await readPoints(table, { ...chosen, nulls, signal }))!
    const known = shape.every(length => length !== null)
    const wanted = shape.reduce<number>((product, length) => product * (length ?? 1), 1)
    if (!known || wanted !== dim) {
      throw new InputError(
        `${path} has ${dim} columns of numbers, and the model takes inputs of the shape [${shape.map(length => length ?? 'any').join(', ')}]`,
        'Name the columns of the inputs, in their order, with --columns',
      )
    }
    return tf.tensor(Float32Array.from(points), [size, ...(shape as number[])])
  } finally {
    await table.close()
  }
}

function reportText({ before, after, runs, left, outputError, correctedError }: ModelReport): string {
  const share = (part: number, whole: number) =>
    whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : 'none'
  const rows = runs.map(run => [
    run.layer,
    grouped(run.unitsBefore),
    grouped(run.unitsAfter),
    run.by,
    run.calibrationError === undefined ? '' : small(run.calibrationError),
  ])
  const costs: readonly (readonly [string, number, number, (value: number) => string])[] = [
    ['parameters', before.parameters, after.parameters, grouped],
    ['kilobytes', before.bytes, after.bytes, bytes => grouped(Math.ceil(bytes / 1000))],
    ['multiply-adds', before.multiplyAdds, after.multiplyAdds, grouped],
  ]
  const errors = [
    ['outputs', outputError],
    ['outputs, kernels fitted', correctedError],
  ] as const
  return [
    runs.length > 0
      ? textTable(['layer', 'units', 'kept', 'chosen by', 'error after it'], rows)
      : 'No layer was narrowed.',
    '',
    pairTable([
      ...costs.map(
        ([name, first, last, text]) =>
          [name, `${text(first)} -> ${text(last)} (${share(last, first)})`] as const,
      ),
      ...errors.flatMap(([name, error]) => (error ? [[name, errorText(error)] as const] : [])),
    ]),
    ...(left.length > 0
      ? ['', 'Left as they are:', ...left.map(({ layer, reason }) => `  ${layer}: ${reason}`)]
      : []),
  ].join('\n')
}

function errorText({ calibration, heldOut }: OutputError): string {
  return heldOut === undefined
    ? `off by ${small(calibration)}`
    : `off by ${small(heldOut)} on rows set aside, ${small(calibration)} on the others`
}
