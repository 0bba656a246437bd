import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRng } from '@polylog/core'
import { MultiHeadAttention, multiHeadAttention, weightedDense } from '@polylog/network/tfjs'
import {
  input,
  layers,
  model as modelOf,
  type SymbolicTensor,
  sequential,
  serialization,
  type Tensor,
  tensor,
} from '@tensorflow/tfjs'
import { beforeAll, expect, it } from 'vitest'
import { polylog, polylogHere, temporaryFolder } from './polylog-process.js'
import { loadModel, savedOutputs, saveModel } from './saved-model.js'

const folder = temporaryFolder()
const at = (...names: string[]) => join(folder, ...names)

const rng = createRng(4)

const [PLACES, LENGTH] = [4, 3]
const TOKENS = Array.from({ length: 300 }, () => Array.from({ length: PLACES * LENGTH }, () => rng.normal()))
const tokens = () => tensor(TOKENS).reshape([-1, PLACES, LENGTH])

/** Four heads, of which two are copies, with queries and keys longer than their products' rank. */
beforeAll(async () => {
  const inputs = input({ shape: [PLACES, LENGTH] })
  const attention = multiHeadAttention({ name: 'attention', numHeads: 4, keyDim: 16, valueDim: 2 })
  const attended = attention.apply(inputs) as SymbolicTensor
  const joined = layers.add().apply([inputs, attended]) as SymbolicTensor
  const model = modelOf({
    inputs,
    outputs: layers.dense({ units: 2, name: 'out' }).apply(joined) as SymbolicTensor,
  })
  const twice = (weight: Tensor, axis: number) =>
    weight
      .slice(
        0,
        weight.shape.map((size, i) => (i === axis ? size / 2 : size)),
      )
      .tile(weight.shape.map((_, i) => (i === axis ? 2 : 1)))
  attention.setWeights(
    attention.getWeights().map(({ shape, size }, at) => {
      const weight = tensor(
        Float32Array.from({ length: size }, () => 0.5 * rng.normal()),
        shape,
      )
      return at === 7 ? weight : twice(weight, at === 6 || at % 2 === 1 ? 0 : 1)
    }),
  )
  await saveModel(model, at('attention'))
  writeFileSync(at('tokens.csv'), [TOKENS[0].map((_, i) => `x${i}`).join(), ...TOKENS, ''].join('\n'))
  const weighted = weightedDense({ units: 2, masses: new Float64Array(20).fill(2), name: 'weighted' })
  await saveModel(
    sequential({ layers: [layers.dense({ units: 20, inputShape: [3], name: 'wide' }), weighted] }),
    at('weighted'),
  )
})

it('attention keeps a few heads, with shorter queries and keys, and loads again', async () => {
  // As a process: nobody but the command registers the class there.
  const { code, stdout, stderr } = await polylog([
    'model',
    at('attention', 'model.json'),
    ...['--size', '2', '--calibration', at('tokens.csv'), '--out', at('few-heads')],
  ])
  expect(stderr).toBe(`Wrote ${at('few-heads')}\n`)
  expect(code).toBe(0)
  expect(stdout).toMatch(/attention\s+4\s+2\s+571 -> 79\s+contributions/)
  expect(stdout).toContain('attention: queries and keys of 16 numbers -> 3, without error\n')
  serialization.registerClass(MultiHeadAttention)
  const small = await loadModel(at('few-heads'))
  expect((small.getLayer('attention') as MultiHeadAttention).options).toMatchObject({
    numHeads: 2,
    keyDim: 3,
  })
  const [wide, narrow] = [
    await savedOutputs(at('attention'), tokens()),
    await savedOutputs(at('few-heads'), tokens()),
  ]
  const difference = wide.reduce((sum, value, i) => sum + (value - narrow[i]) ** 2, 0)
  expect(difference).toBeLessThan(1e-8 * wide.reduce((sum, value) => sum + value ** 2, 0))
})

it('says so where queries and keys alone became shorter', async () => {
  const run = (...more: readonly string[]) =>
    polylogHere(['model', at('attention', 'model.json'), '--keep', '100%', ...more])
  const { stdout } = await run('--out', at('all-heads'))
  expect(stdout).toMatch(/^attention: queries and keys of 16 numbers -> 3, without error\n\n/)
  expect(stdout).not.toContain('No layer was narrowed')
  expect(stdout).toContain('  attention, but for its queries and keys: it has no more units than that')
  const { stdout: json } = await run('--out', at('all-heads-json'), '--json')
  expect(JSON.parse(json)).toMatchObject({
    queryKeys: [{ layer: 'attention', before: 16, after: 3 }],
    runs: [],
  })
})

it('layers with masses are read', async () => {
  const { code, stdout } = await polylogHere([
    'model',
    at('weighted', 'model.json'),
    ...['--size', '5', '--out', at('weighted-small')],
  ])
  expect(code).toBe(0)
  expect(stdout).toContain('No layer was narrowed.')
  expect(stdout).toContain('wide: weighted holds masses of its units already')
})

it('attention that Keras calls with arguments, which would be passed over, is refused', async () => {
  const file = JSON.parse(readFileSync(at('attention', 'model.json'), 'utf8'))
  const { config } = file.modelTopology.model_config ?? file.modelTopology
  const { inbound_nodes: nodes } = config.layers.find(({ name }: { name: string }) => name === 'attention')
  nodes[0][0][3] = { value: ['input1', 0, 0], use_causal_mask: true }
  writeFileSync(at('keras.json'), JSON.stringify(file))
  const { code, stderr } = await polylogHere([
    'model',
    at('keras.json'),
    ...['--keep', '50%', '--out', at('never')],
  ])
  expect(stderr).toContain('Layer attention of')
  expect(stderr).toContain('the arguments value, use_causal_mask of Keras')
  expect(code).toBe(3)
})
