import { dirname, join } from 'node:path'
import { InputError } from '@polylog/core'
import type { io, LayersModel } from '@tensorflow/tfjs'
import type { TensorFlow } from './load-tensors.js'
import { checkOwnLayers, registerOwnLayers } from './own-layers.js'
import { readBytes } from './read-bytes.js'
import { visitLayers } from './visit-layers.js'

const REMEDY = 'Name the model.json that TensorFlow.js saved'

/** What stands in the `model.json` of TensorFlow.js. */
interface ModelFile {
  readonly format?: string
  readonly modelTopology?: unknown
  readonly userDefinedMetadata?: object
  readonly weightsManifest?: readonly {
    readonly paths: readonly string[]
    readonly weights: readonly io.WeightsManifestEntry[]
  }[]
}

type ParsedModel = ModelFile & Required<Pick<ModelFile, 'modelTopology' | 'weightsManifest'>>

/**
 * A layers model from its `model.json` and the files of weights beside it.
 *
 * @throws InputError for a file that is missing or no layers model, weights that are missing or cut off, and layers that
 *   neither TensorFlow.js nor @polylog/network knows, by name
 */
export async function readModel(path: string, tf: TensorFlow): Promise<LayersModel> {
  const { modelTopology, weightsManifest, userDefinedMetadata } = await parsed(path)
  await registerOwnLayers(tf)
  const strange = unknownLayers(modelTopology, tf)
  if (strange.length > 0) {
    throw new InputError(
      `${path} holds layers that TensorFlow.js does not know: ${strange.join(', ')}`,
      'Compress it in code, with compressModel of @polylog/network/tfjs, where these classes are registered',
    )
  }
  checkOwnLayers(modelTopology, path)
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights)
  const folder = dirname(path)
  const files = weightsManifest.flatMap(({ paths }) => paths)
  const parts = await Promise.all(
    files.map(file => readBytes(join(folder, file), `the weights of ${path}`, REMEDY)),
  )
  const weightData = new Uint8Array(Buffer.concat(parts)).buffer
  try {
    return await tf.loadLayersModel(
      tf.io.fromMemory({
        modelTopology: modelTopology as object,
        weightSpecs: [...weightSpecs],
        weightData,
        ...(userDefinedMetadata && { userDefinedMetadata }),
      }),
    )
  } catch (cause) {
    throw new InputError(
      `${path} cannot be loaded: ${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}`,
      'Save the model again with TensorFlow.js',
      { cause },
    )
  }
}

async function parsed(path: string): Promise<ParsedModel> {
  const text = (await readBytes(path, 'the model', REMEDY)).toString('utf8')
  let file: ModelFile
  try {
    file = JSON.parse(text) as ModelFile
  } catch (cause) {
    throw new InputError(`${path} is no JSON`, 'Give the model.json that TensorFlow.js saved', { cause })
  }
  const { format, modelTopology, weightsManifest, userDefinedMetadata } = file
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
  return { modelTopology, weightsManifest, ...(userDefinedMetadata && { userDefinedMetadata }) }
}

/** Names of classes that are not registered. */
function unknownLayers(topology: unknown, tf: TensorFlow): readonly string[] {
  const known = tf.serialization.SerializationMap.getMap().classNameMap
  const found = new Set<string>()
  visitLayers(topology, ({ class_name: name }) => {
    if (!(name in known) && name !== 'Functional') found.add(name)
  })
  return [...found]
}
