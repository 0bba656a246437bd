import { writeFile } from 'node:fs/promises'
import type { LayersModel } from '@tensorflow/tfjs'
import type { RunContext } from '../console/run-context.js'
import { outputFile } from '../output/output-file.js'
import { writingError } from '../output/write-error.js'
import { stackOfModel } from './dense-model.js'
import { tensorsOfStack } from './dense-stack.js'
import type { TensorFlow } from './load-tensors.js'
import { isSafetensors, type ModelSource } from './model-source.js'
import { serialiseSafetensors } from './safetensors.js'
import { checkModelFolder, writeModel } from './write-model.js'

/** Where a model goes. It appears whole or not at all. */
export interface ModelOutput {
  /** @throws OptionError for a model that cannot be written there, naming the layer that is in the way */
  check(source: ModelSource): void
  /**
   * @param source has the names of the layers
   * @throws WriteError where it cannot be written
   */
  write(narrow: LayersModel, source: ModelSource, tf: TensorFlow): Promise<void>
}

/**
 * A safetensors file, if the path ends so, which replaces one that is there; else a folder that is to be made.
 *
 * @throws OptionError for a folder that is there, or stands where the file should, WriteError if it cannot be made
 */
export async function modelOutput(path: string, { scratch, stdout }: RunContext): Promise<ModelOutput> {
  if (!isSafetensors(path)) {
    await checkModelFolder(path)
    return {
      check() {},
      write: (narrow, _source, tf) => writeModel(narrow, path, tf, scratch),
    }
  }
  const file = await outputFile(path, scratch, stdout)
  return {
    check({ model, stack }) {
      stackOfModel(model, stack, path)
    },
    async write(narrow, { stack }) {
      const bytes = serialiseSafetensors(tensorsOfStack(stackOfModel(narrow, stack, path)))
      try {
        await writeFile(file.temporaryPath, bytes)
      } catch (error) {
        throw writingError(error, path)
      }
      await file.commit()
    },
  }
}
