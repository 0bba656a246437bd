import { InputError } from '@polylog/core'
import type { LayersModel, Tensor } from '@tensorflow/tfjs'
import type { RunContext } from '../console/run-context.js'
import { loadTensors, type TensorFlow } from '../models/load-tensors.js'
import { modelOutput } from '../models/model-output.js'
import { readSource } from '../models/model-source.js'
import { checkPlainUnits, noteMasses, unitMasses } from '../models/unit-masses.js'
import { chooseColumns } from '../tables/choose-columns.js'
import { openTable } from '../tables/open-table.js'
import { readPoints } from '../tables/read-points.js'
import { modelText } from './model-figures.js'
import type { CalibrationRequest, ModelRequest } from './model-options.js'

/** `polylog model`: a model with narrower layers. */
export async function modelCommand(request: ModelRequest, context: RunContext): Promise<number> {
  const { signal, stdout, stderr } = context
  const output = await modelOutput(request.out, context)
  const tf = await loadTensors()
  const source = await readSource(request.path, request.activation, tf)
  output.check(source)
  const { model, stack } = source
  const { amount, layers, by, goal, movement, nodes, correction, seed } = request
  if (goal === 'training') checkPlainUnits(model, request.path)
  const calibration = request.calibration && (await inputsOf(request.calibration, model, tf, context))
  const { compressModel } = await import('@polylog/network/tfjs')
  const { fold, choices, report } = await compressModel(model, {
    ...amount,
    ...(layers && { layers }),
    ...(calibration && { calibration }),
    by,
    goal,
    ...(movement !== undefined && { movement }),
    nodes,
    correction,
    seed,
    signal,
  })
  const narrow = await fold()
  noteMasses(model, narrow, goal === 'training' ? choices : undefined)
  signal.throwIfAborted()
  await output.write(narrow, source, tf)
  const order = stack?.layers.map(({ names }) => names.prefix)
  if (request.json) {
    const masses = unitMasses(narrow)
    const figures = {
      ...{ command: 'model', out: request.out },
      ...(order && { order }),
      ...report,
      ...(masses && { unitMasses: masses }),
    }
    stdout.write(`${JSON.stringify(figures, null, 2)}\n`)
  } else if (!request.quiet) {
    stdout.write(`${modelText(report, { order, goal })}\n`)
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
