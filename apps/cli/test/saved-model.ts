import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { io, type LayersModel, loadLayersModel, type Tensor } from '@tensorflow/tfjs'

/** `model.json` and weights, in a new folder. */
export async function saveModel(model: LayersModel, to: string): Promise<void> {
  mkdirSync(to)
  const handler = io.withSaveHandler(
    async ({ modelTopology, weightSpecs, weightData, userDefinedMetadata }) => {
      const bytes = new Uint8Array(weightData as ArrayBuffer)
      // Two files of weights, as TensorFlow.js makes them of large models.
      writeFileSync(join(to, 'first.bin'), bytes.subarray(0, 1000))
      writeFileSync(join(to, 'second.bin'), bytes.subarray(1000))
      const weightsManifest = [{ paths: ['first.bin', 'second.bin'], weights: weightSpecs }]
      writeFileSync(
        join(to, 'model.json'),
        JSON.stringify({ modelTopology, weightsManifest, userDefinedMetadata }),
      )
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } }
    },
  )
  await model.save(handler)
}

/** A model on disk, loaded with bare TensorFlow.js. */
export async function loadModel(of: string): Promise<LayersModel> {
  const { modelTopology, weightsManifest, userDefinedMetadata } = JSON.parse(
    readFileSync(join(of, 'model.json'), 'utf8'),
  )
  const [{ paths, weights }] = weightsManifest
  const parts = paths.map((path: string) => readFileSync(join(of, path)))
  const weightData = new Uint8Array(Buffer.concat(parts)).buffer
  return loadLayersModel(
    io.fromMemory({ modelTopology, weightSpecs: weights, weightData, userDefinedMetadata }),
  )
}

export async function savedOutputs(of: string, inputs: Tensor): Promise<Float32Array> {
  return ((await loadModel(of)).predict(inputs) as Tensor).dataSync() as Float32Array
}
