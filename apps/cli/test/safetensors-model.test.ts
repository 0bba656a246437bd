import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { input, type LayersModel, layers, model, type SymbolicTensor, sequential } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { stackOfTensors, tensorsOfStack } from '../src/models/dense-stack.js'
import { compareNaturally } from '../src/models/natural-order.js'
import { parseSafetensors } from '../src/models/safetensors.js'
import { ACTIVATIONS, distance, ORDER, ROWS, stackOutputs, WIDE } from './dense-stacks.js'
import { filesIn, polylog, polylogHere, temporaryFolder } from './polylog-process.js'
import { decoded, floatFile } from './safetensors-file.js'
import { saveModel } from './saved-model.js'

const folder = temporaryFolder()
const at = (name: string) => join(folder, name)

const read = (name: string) => decoded(readFileSync(at(name)))

beforeAll(() => {
  process.chdir(folder)
  writeFileSync(at('wide.safetensors'), floatFile(WIDE, { format: 'pt' }))
  writeFileSync(at('rows.csv'), ['a,b,c,d,e,f', ...ROWS.map(row => row.join()), ''].join('\n'))
})

describe('a plain stack of dense layers', () => {
  it.each(['tanh', 'relu'])('becomes narrower: %s', async activation => {
    const apply = ACTIVATIONS[activation]
    const out = `narrow-${activation}.safetensors`
    const { code, stdout, stderr } = await polylog(
      [
        ...['model', 'wide.safetensors', '--activation', activation],
        ...['--size', '50', '--calibration', 'rows.csv', '--out', out],
      ],
      { cwd: folder },
    )
    expect(stderr).toBe(`Wrote ${out}\n`)
    expect(code).toBe(0)
    expect(stdout).toContain('layers.2: it has no more units than that')
    expect(stdout).toContain('Layers, in the order of their names: layers.0, layers.2, layers.10\n')
    const { tensors, metadata } = read(out)
    // Fewer than asked for where none would come closer.
    const [kept] = tensors['layers.0.weight'].shape
    expect(kept).toBeLessThanOrEqual(50)
    expect(kept).toBeGreaterThan(45)
    expect(stdout).toMatch(
      new RegExp(`layers\\.0\\s+200\\s+${kept}\\s+1,400 -> ${7 * kept}\\s+contributions`),
    )
    expect(metadata).toEqual({ format: 'pt', activation })
    const shapes = Object.entries(tensors).map(([name, { shape }]) => [name, shape])
    expect(Object.fromEntries(shapes)).toEqual({
      'layers.0.weight': [kept, 6],
      'layers.0.bias': [kept],
      'layers.2.weight': [8, kept],
      'layers.10.weight': [3, 8],
      'layers.10.bias': [3],
    })
    const wide = stackOutputs(WIDE, ORDER, apply)
    expect(distance(wide, stackOutputs(tensors, ORDER, apply))).toBeLessThan(0.2)
    expect(filesIn(folder).filter(name => name.endsWith('.tmp'))).toEqual([])
  })

  it('is the same where all is kept, says itself what its activation is, and is replaced', async () => {
    const run = (...more: readonly string[]) => polylogHere(['model', ...more, '--keep', '100%', '--json'])
    writeFileSync(at('same.safetensors'), 'an older file')
    const first = await run('wide.safetensors', '--activation', 'swish', '--out', 'same.safetensors')
    expect(first.code).toBe(0)
    expect(JSON.parse(first.stdout)).toMatchObject({ command: 'model', order: ORDER, runs: [] })
    expect(read('same.safetensors').tensors).toEqual(WIDE)
    const { code } = await run('same.safetensors', '--out', 'again.safetensors')
    expect(code).toBe(0)
    expect(readFileSync(at('again.safetensors'))).toEqual(readFileSync(at('same.safetensors')))
    await run('same.safetensors', '--activation', 'mish', '--out', 'other.safetensors')
    expect(read('other.safetensors').metadata).toEqual({ format: 'pt', activation: 'mish' })
  })

  it.each(Object.entries(ACTIVATIONS))('may have the activation %s', async (activation, apply) => {
    const out = `${activation}.safetensors`
    const { code, stdout } = await polylogHere([
      ...['model', 'wide.safetensors', '--activation', activation],
      ...['--size', '120', '--layers', 'layers.0', '--calibration', 'rows.csv', '--out', out, '--json'],
    ])
    expect(code).toBe(0)
    const { tensors } = read(out)
    expect(tensors['layers.0.weight'].shape[0]).toBeLessThanOrEqual(120)
    // The command's own errors, of two parts of the rows, lie on both sides of that of all rows.
    const { calibration, heldOut } = JSON.parse(stdout).outputError
    const error = distance(stackOutputs(WIDE, ORDER, apply), stackOutputs(tensors, ORDER, apply))
    expect(error).toBeGreaterThan(0.99 * Math.min(calibration, heldOut) - 1e-6)
    expect(error).toBeLessThan(1.01 * Math.max(calibration, heldOut) + 1e-6)
    expect(error).toBeLessThan(0.1)
  })

  it('may be in the layout of Keras, under names that TensorFlow.js does not take', async () => {
    const tensors = {
      'hidden 1/kernel': { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
      'hidden 1/bias': { shape: [3], values: [7, 8, 9] },
      'ä 2/kernel': { shape: [3, 1], values: [1, 2, 3] },
    }
    writeFileSync(at('keras.safetensors'), floatFile(tensors))
    const { code } = await polylogHere([
      ...['model', 'keras.safetensors', '--activation', 'relu'],
      ...['--keep', '100%', '--out', 'keras-out.safetensors', '--quiet'],
    ])
    expect(code).toBe(0)
    expect(read('keras-out.safetensors')).toMatchObject({ tensors, metadata: { activation: 'relu' } })
  })

  it('says what units stand for in a network that trains on, and not in one made of that', async () => {
    const first = await polylogHere([
      ...['model', 'wide.safetensors', '--activation', 'tanh', '--goal', 'training'],
      ...['--size', '60', '--layers', 'layers.0', '--out', 'follows.safetensors'],
    ])
    expect(first.code).toBe(0)
    expect(first.stdout).toContain('unitMasses')
    const { tensors, metadata } = read('follows.safetensors')
    const masses = JSON.parse(metadata!.unitMasses)
    expect(Object.keys(masses)).toEqual(['layers.0'])
    expect(masses['layers.0'].length).toBe(tensors['layers.0.weight'].shape[0])
    const sum = masses['layers.0'].reduce((all: number, mass: number) => all + mass)
    expect(sum).toBeCloseTo(200, 9)
    const narrower = (goal: string) =>
      polylogHere([
        ...['model', 'follows.safetensors', '--goal', goal, '--size', '20', '--out', 'less.safetensors'],
      ])
    expect((await narrower('training')).stderr).toContain('have masses already')
    expect((await narrower('function')).code).toBe(0)
    expect(read('less.safetensors').metadata).toEqual({ format: 'pt', activation: 'tanh' })
  })

  it('keeps names, layout and numbers from a file to a file', () => {
    const given = parseSafetensors(floatFile(WIDE, { format: 'pt' }), 'wide')
    const before = structuredClone(given)
    expect(tensorsOfStack(stackOfTensors(given, 'wide'))).toEqual(before)
    expect(given).toEqual(before)
  })
})

describe('between safetensors and model.json', () => {
  const dense = (units: number, activation: 'relu' | 'tanh' | 'linear' | 'softmax', more: object = {}) =>
    layers.dense({ units, activation, ...more })
  const first = { inputShape: [6], name: 'first' }

  it('a plain stack goes there and back', async () => {
    const { code } = await polylogHere([
      ...['model', 'wide.safetensors', '--activation', 'tanh'],
      ...['--size', '60', '--calibration', 'rows.csv', '--out', 'folder'],
    ])
    expect(code).toBe(0)
    const { modelTopology } = JSON.parse(readFileSync(at('folder/model.json'), 'utf8'))
    const described = (modelTopology.model_config ?? modelTopology).config.layers
    expect(described.map(({ config }: { config: object }) => config)).toMatchObject([
      { name: 'layers.0', activation: 'tanh', use_bias: true },
      { name: 'layers.2', units: 8, activation: 'tanh', use_bias: false },
      { name: 'layers.10', units: 3, activation: 'linear', use_bias: true },
    ])
    const back = await polylogHere([
      ...['model', 'folder/model.json', '--keep', '100%', '--out', 'back.safetensors'],
    ])
    expect(back.code).toBe(0)
    expect(back.stdout).not.toContain('order of their names')
    const { tensors, metadata } = read('back.safetensors')
    expect(metadata).toEqual({ activation: 'tanh' })
    expect(tensors['layers.2.weight'].shape).toEqual([3, 8])
    const wide = stackOutputs(WIDE, ORDER, Math.tanh)
    const narrow = stackOutputs(tensors, ['layers.0', 'layers.1', 'layers.2'], Math.tanh)
    expect(distance(wide, narrow)).toBeLessThan(0.15)
  })

  const MODELS: Readonly<Record<string, () => LayersModel>> = {
    dropped: () =>
      sequential({
        layers: [dense(9, 'relu', first), layers.dropout({ rate: 0.1, name: 'drop' }), dense(2, 'linear')],
      }),
    mixed: () =>
      sequential({
        layers: [dense(9, 'relu', first), dense(9, 'tanh', { name: 'second' }), dense(2, 'linear')],
      }),
    shares: () => sequential({ layers: [dense(9, 'relu', first), dense(2, 'softmax', { name: 'last' })] }),
    functional: () => {
      const inputs = input({ shape: [6] })
      const hidden = dense(9, 'relu', { name: 'first' }).apply(inputs) as SymbolicTensor
      return model({ inputs, outputs: dense(2, 'linear', { name: 'last' }).apply(hidden) as SymbolicTensor })
    },
  }

  it.each([
    ['dropped', 'layer drop of the model is of the kind Dropout'],
    ['mixed', "layer second has the activation 'tanh', and others 'relu'"],
    ['shares', "layer last has the activation 'softmax', and the last may have none"],
    ['functional', 'the model of first, last is not sequential'],
  ])('what the file cannot hold is told before anything else is done: %s', async (name, message) => {
    await saveModel(MODELS[name](), at(name))
    const { code, stderr } = await polylogHere([
      ...['model', `${name}/model.json`, '--keep', '50%'],
      ...['--calibration', 'nowhere.csv', '--out', 'never.safetensors'],
    ])
    expect(stderr).toContain(
      `--out is 'never.safetensors', which can hold a plain stack of dense layers only, and ${message}`,
    )
    expect(code).toBe(2)
    expect(existsSync(at('never.safetensors'))).toBe(false)
  })
})

it('names are in their natural order, the same in every language', () => {
  const order = ['a', 'a.0', 'a.2', 'a.2.1', 'a.10', 'a.10.w', 'a ', 'a.', 'a_1', 'aB', 'ab', 'ä']
  const found = [...order].reverse().sort(compareNaturally)
  expect(found).toEqual([...order].sort(compareNaturally))
  expect(found.filter(name => /^a\.[0-9]/.test(name))).toEqual(['a.0', 'a.2', 'a.2.1', 'a.10', 'a.10.w'])
  expect(['layer10', 'layer9', 'layer 1', 'layer 01'].sort(compareNaturally)).toEqual([
    'layer9',
    'layer10',
    'layer 01',
    'layer 1',
  ])
})
