import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { InputError } from '@polylog/core'
import type { io, LayersModel } from '@tensorflow/tfjs'
import type { TensorFlow } from './load-tensors.js'

/** What stands in the `model.json` of TensorFlow.js. */
interface ModelFile {
  readonly format?: string
  readonly modelTopology?: unknown
  readonly weightsManifest?: readonly {
    readonly paths: readonly string[]
    readonly weights: readonly io.WeightsManifestEntry[]
  }[]
}

/**
 * A layers model from its `model.json` and the files of weights beside it.
 *
 * @throws InputError for a file that is missing or no layers model, weights that are missing or cut off, and layers that
 *   TensorFlow.js does not know, by name
 */
export async function readModel(path: string, tf: TensorFlow): Promise<LayersModel> {
  const { modelTopology, weightsManifest } = await parsed(path)
  const strange = unknownLayers(modelTopology, tf)
  if (strange.length > 0) {
    throw new InputError(
      `${path} holds layers that TensorFlow.js does not know: ${strange.join(', ')}`,
      'Compress it in code, with compressModel of @polylog/network/tfjs, where these classes are registered',
    )
  }
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights)
  const folder = dirname(path)
  const files = weightsManifest.flatMap(({ paths }) => paths)
  const parts = await Promise.all(files.map(file => read(join(folder, file), `the weights of ${path}`)))
  const weightData = new Uint8Array(Buffer.concat(parts)).buffer
  try {
    return await tf.loadLayersModel(
      tf.io.fromMemory({ modelTopology: modelTopology as object, weightSpecs: [...weightSpecs], weightData }),
    )
  } catch (cause) {
    throw new InputError(
      `${path} cannot be loaded: ${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}`,
      'Save the model again with TensorFlow.js',
      { cause },
    )
  }
}

async function parsed(path: string): Promise<Required<Omit<ModelFile, 'format'>>> {
  const text = (await read(path, 'the model')).toString('utf8')
  let file: ModelFile
  try {
    file = JSON.parse(text) as ModelFile
  } catch (cause) {
    throw new InputError(`${path} is no JSON`, 'Give the model.json that TensorFlow.js saved', { cause })
  }
  const { format, modelTopology, weightsManifest } = file
  if (format === 'graph-model') {
    throw new InputError(
      `${path} is a graph model, whose layers cannot be told apart`,
      'Convert it to a layers model',
    )
  }
  if (!modelTopology || !Array.isArray(weightsManifest)) {
    throw new InputError(
      `${path} has no modelTopology and weightsManifest`,
      'Give the model.json of a layers model of TensorFlow.js',
    )
  }
  return { modelTopology, weightsManifest }
}

async function read(path: string, what: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const problem =
      code === 'ENOENT' ? 'does not exist' : code === 'EISDIR' ? 'is a folder' : `fails: ${code}`
    throw new InputError(`${path}, ${what}, ${problem}`, 'Name the model.json that TensorFlow.js saved', {
      cause,
    })
  }
}

/** Names of classes that are registered neither by TensorFlow.js nor by anyone else. */
function unknownLayers(topology: unknown, tf: TensorFlow): readonly string[] {
  const known = tf.serialization.SerializationMap.getMap().classNameMap
  const found = new Set<string>()
  const visit = (layer: unknown): void => {
    if (typeof layer !== 'object' || layer === null) return
    const { class_name: name, config, model_config: inner } = layer as Readonly<Record<string, unknown>>
    if (inner) visit(inner)
    if (typeof name === 'string' && !(name in known) && name !== 'Functional') found.add(name)
    const layers = (config as { layers?: unknown } | undefined)?.layers ?? config
    if (Array.isArray(layers)) for (const part of layers) visit(part)
  }
  visit(topology)
  return [...found]
}
