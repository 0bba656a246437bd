import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { OptionError } from '@polylog/core'
import type { io, LayersModel } from '@tensorflow/tfjs'
import { checkFolder } from '../output/output-file.js'
import type { Scratch } from '../output/scratch.js'
import { writingError } from '../output/write-error.js'
import type { TensorFlow } from './load-tensors.js'

const WEIGHTS = 'weights.bin'

/** @throws OptionError for a folder that is there already, WriteError if it cannot be made */
export async function checkModelFolder(folder: string): Promise<void> {
  if (existsSync(folder)) {
    throw new OptionError(`--out is '${folder}', which exists`, 'Name a folder that is to be made')
  }
  await checkFolder(dirname(resolve(folder)), folder)
}

/**
 * `model.json` and `weights.bin` in a new folder, as TensorFlow.js loads them; it appears whole or not at all.
 *
 * @throws WriteError where it cannot be written
 */
export async function writeModel(
  model: LayersModel,
  folder: string,
  tf: TensorFlow,
  scratch: Scratch,
): Promise<void> {
  const target = resolve(folder)
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`)
  scratch.watch(temporary)
  let artifacts: io.ModelArtifacts | undefined
  await model.save(
    tf.io.withSaveHandler(async found => {
      artifacts = found
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } }
    }),
  )
  const { modelTopology, weightSpecs, weightData, userDefinedMetadata } = artifacts!
  const description = {
    format: 'layers-model',
    generatedBy: `TensorFlow.js tfjs-layers v${tf.version['tfjs-layers']}`,
    convertedBy: null,
    modelTopology,
    weightsManifest: [{ paths: [WEIGHTS], weights: weightSpecs }],
    ...(userDefinedMetadata && { userDefinedMetadata }),
  }
  try {
    await mkdir(temporary)
    await writeFile(
      join(temporary, WEIGHTS),
      new Uint8Array(tf.io.concatenateArrayBuffers([weightData as ArrayBuffer])),
    )
    await writeFile(join(temporary, 'model.json'), JSON.stringify(description))
    await rename(temporary, target)
    scratch.release(temporary)
  } catch (error) {
    throw writingError(error, folder)
  }
}
