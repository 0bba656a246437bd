import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { compressModel } from '@polylog/network/tfjs'
import {
  input,
  io,
  type LayersModel,
  layers,
  model as modelOf,
  type SymbolicTensor,
  type Tensor,
} from '@tensorflow/tfjs'
import { beforeAll, expect, it } from 'vitest'
import { drawn, normals, startTensors, twoLayers } from './tensors.js'

beforeAll(startTensors)

/** Knows nothing but TensorFlow.js. */
const PROGRAM = `
const { readFileSync } = require('node:fs')
const tf = require('@tensorflow/tfjs')
const { modelTopology, weightSpecs, inputs } = JSON.parse(readFileSync('model.json', 'utf8'))
const bytes = readFileSync('weights.bin')
const weightData = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)
tf.setBackend('cpu')
  .then(() => tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData })))
  .then(model => {
    const outputs = model.predict(tf.tensor(inputs))
    process.stdout.write(JSON.stringify({ outputs: outputs.arraySync(), parameters: model.countParams() }))
  })
`

/** Convolutions, normalisation, and two branches that take the same units in and are added up. */
function branches(): LayersModel {
  const image = input({ shape: [8, 8, 2] })
  const dense = (name: string, seed: number) =>
    layers.dense({ units: 3, name, kernelInitializer: drawn(seed) })
  const seen = layers
    .conv2d({ filters: 12, kernelSize: 3, activation: 'relu', kernelInitializer: drawn(1) })
    .apply(image) as SymbolicTensor
  const even = layers.batchNormalization().apply(seen) as SymbolicTensor
  const pooled = layers.maxPooling2d({ poolSize: 2 }).apply(even) as SymbolicTensor
  const flat = layers.flatten().apply(pooled) as SymbolicTensor
  const hidden = layers
    .dense({ units: 40, activation: 'tanh', kernelInitializer: drawn(2, 0.1) })
    .apply(flat) as SymbolicTensor
  const [one, two] = [dense('one', 3), dense('two', 4)].map(layer => layer.apply(hidden) as SymbolicTensor)
  return modelOf({ inputs: image, outputs: layers.add().apply([one, two]) as SymbolicTensor })
}

it.each<[string, () => LayersModel, readonly number[]]>([
  ['of dense layers', () => twoLayers(4, 80, 3), [4]],
  ['of convolutions and branches', branches, [8, 8, 2]],
])(
  'a folded model %s that was saved has the same outputs in a process that has only TensorFlow.js',
  async (_, make, shape) => {
    const folder = mkdtempSync(join(tmpdir(), 'polylog-model-'))
    try {
      const model = make()
      const { fold, report } = await compressModel(model, {
        keep: 0.25,
        calibration: normals([100, ...shape], 1),
      })
      expect(report.after.parameters).toBeLessThan(0.5 * report.before.parameters)
      const small = await fold()
      const inputs = normals([20, ...shape], 2)
      let saved: io.ModelArtifacts | undefined
      await small.save(
        io.withSaveHandler(async artifacts => {
          saved = artifacts
          return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } }
        }),
      )
      const { modelTopology, weightSpecs, weightData } = saved!
      const description = { modelTopology, weightSpecs, inputs: inputs.arraySync() }
      writeFileSync(join(folder, 'model.json'), JSON.stringify(description))
      writeFileSync(join(folder, 'weights.bin'), new Uint8Array(weightData as ArrayBuffer))
      writeFileSync(join(folder, 'program.cjs'), PROGRAM)
      mkdirSync(join(folder, 'node_modules', '@tensorflow'), { recursive: true })
      const manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs/package.json')
      symlinkSync(realpathSync(join(manifest, '..')), join(folder, 'node_modules', '@tensorflow', 'tfjs'))
      const { stdout } = await promisify(execFile)(process.execPath, ['program.cjs'], { cwd: folder })
      const found = JSON.parse(stdout.slice(stdout.indexOf('{'))) as {
        readonly outputs: readonly (readonly number[])[]
        readonly parameters: number
      }
      expect(found.parameters).toBe(small.countParams())
      const expected = (small.predict(inputs) as Tensor).arraySync() as number[][]
      expected.forEach((row, i) => {
        row.forEach((value, j) => {
          expect(Math.abs(found.outputs[i][j] - value)).toBeLessThan(1e-5 * (1 + Math.abs(value)))
        })
      })
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
)
