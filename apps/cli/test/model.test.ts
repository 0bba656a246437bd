import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRng } from '@polylog/core'
import { ticketOptimizer } from '@polylog/network/tfjs'
import { initializers, type LayersModel, layers, sequential, tensor, train } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { polylog, polylogHere, temporaryFolder } from './polylog-process.js'
import { loadModel, savedOutputs, saveModel } from './saved-model.js'

const folder = temporaryFolder()
const at = (...names: string[]) => join(folder, ...names)

const rng = createRng(4)
const ROWS = Array.from({ length: 300 }, () => [1, 2, 3].map(() => 2 * rng.uniform() - 1))

beforeAll(async () => {
  const dense = (units: number, seed: number, more: object = {}) =>
    layers.dense({
      units,
      kernelInitializer: initializers.randomNormal({ stddev: 0.5, seed }),
      biasInitializer: initializers.randomNormal({ stddev: 0.5, seed: seed + 1 }),
      ...more,
    })
  const model = sequential({
    layers: [
      dense(120, 1, { activation: 'relu', inputShape: [3], name: 'hidden' }),
      dense(2, 3, { name: 'out' }),
    ],
  })
  model.setUserDefinedMetadata({ author: 'us' })
  await saveModel(model, at('model'))
  writeFileSync(at('rows.csv'), ['a,b,c', ...ROWS.map(row => row.join()), ''].join('\n'))
})

const outputs = (of: string) => savedOutputs(of, tensor(ROWS))

describe('polylog model', () => {
  it('writes a narrower model, of nearly the same outputs, and says what it did', async () => {
    const { code, stdout, stderr } = await polylog([
      'model',
      at('model', 'model.json'),
      ...['--keep', '25%', '--calibration', at('rows.csv'), '--out', at('small')],
    ])
    expect(stderr).toBe(`Wrote ${at('small')}\n`)
    expect(code).toBe(0)
    // Fewer than asked for where none would come closer.
    const [, kept] = /hidden\s+120\s+(\d+)\s+480 -> \d+\s+contributions/.exec(stdout)!
    expect(Number(kept)).toBeLessThanOrEqual(30)
    expect(Number(kept)).toBeGreaterThan(25)
    expect(stdout).toContain(`722 -> ${6 * Number(kept) + 2} (`)
    expect(stdout).toContain('out: its units are outputs of the model')
    const [wide, narrow] = [await outputs(at('model')), await outputs(at('small'))]
    const difference = wide.reduce((sum, value, i) => sum + (value - narrow[i]) ** 2, 0)
    expect(difference).toBeLessThan(0.02 * wide.reduce((sum, value) => sum + value ** 2, 0))
  })

  it('reports as JSON, with fitted kernels and a tolerance', async () => {
    const { code, stdout } = await polylogHere([
      'model',
      at('model', 'model.json'),
      ...['--tolerance', '0.05', '--correct', '--calibration', at('rows.csv')],
      ...['--out', at('close'), '--json', '--seed', '2'],
    ])
    expect(code).toBe(0)
    const { command, runs, correctedError } = JSON.parse(stdout)
    expect(command).toBe('model')
    expect(runs[0].layer).toBe('hidden')
    expect(runs[0].unitsAfter).toBeLessThan(60)
    expect(correctedError.calibration).toBeLessThanOrEqual(0.05)
  })

  it('comes closer with free nodes', async () => {
    const errorOf = async (...more: readonly string[]) => {
      const out = at(`nodes-${more.length}`)
      const { code, stdout } = await polylogHere([
        'model',
        at('model', 'model.json'),
        ...['--size', '12', '--calibration', at('rows.csv'), '--out', out, '--json'],
        ...more,
      ])
      expect(code).toBe(0)
      return JSON.parse(stdout).outputError.heldOut as number
    }
    expect(await errorOf('--nodes', 'free')).toBeLessThan((await errorOf()) / 2)
  })

  it('keeps moments of the weights where there are no rows', async () => {
    const { code, stdout } = await polylogHere([
      'model',
      at('model', 'model.json'),
      ...['--size', '40', '--out', at('blind'), '--json'],
    ])
    expect(code).toBe(0)
    expect(JSON.parse(stdout).runs[0]).toMatchObject({ by: 'moments', unitsBefore: 120 })
  })
})

describe('for training', () => {
  const narrowed = (...more: readonly string[]) =>
    polylogHere(['model', ...more, '--goal', 'training', '--size', '40', '--json'])

  it('what units stand for is in the metadata of the model, beside what stood there', async () => {
    const out = at('follows')
    const { code, stdout } = await narrowed(at('model', 'model.json'), '--out', out)
    expect(code).toBe(0)
    const model = await loadModel(out)
    const noted = model.getUserDefinedMetadata() as { author: string; unitMasses: Record<string, number[]> }
    expect(noted.author).toBe('us')
    expect(Object.keys(noted.unitMasses)).toEqual(['hidden'])
    const masses = noted.unitMasses.hidden
    expect(masses.length).toBe(model.getLayer('hidden').getWeights()[0].shape[1])
    expect(masses.reduce((sum, mass) => sum + mass)).toBeCloseTo(120, 9)
    expect(JSON.parse(stdout).unitMasses).toEqual(noted.unitMasses)
    // Divided by them, the folded kernel is that of some of the wide model's units.
    const kernelOf = (of: LayersModel) => of.getLayer('out').getWeights()[0].arraySync() as number[][]
    const wide = kernelOf(await loadModel(at('model')))
    kernelOf(model).forEach((row, i) => {
      const own = row.map(value => value / masses[i])
      expect(Math.min(...wide.map(other => Math.hypot(other[0] - own[0], other[1] - own[1])))).toBeLessThan(
        1e-6,
      )
    })
    ticketOptimizer(train.adam(), model, { masses: new Map(Object.entries(noted.unitMasses)) }).dispose()
    const again = await narrowed(join(out, 'model.json'), '--out', at('never'))
    expect(again.stderr).toContain('have masses already')
    expect(again.code).toBe(2)
  })

  it('a model that only computes has none, also where its wide one had', async () => {
    await narrowed(at('model', 'model.json'), '--out', at('massed'))
    const { code } = await polylogHere([
      ...['model', at('massed', 'model.json'), '--size', '20', '--out', at('plain')],
    ])
    expect(code).toBe(0)
    expect((await loadModel(at('plain'))).getUserDefinedMetadata()).toEqual({ author: 'us' })
  })

  it('units are chosen by tangents where the weights will stay close', async () => {
    const { code, stdout } = await narrowed(
      at('model', 'model.json'),
      ...['--calibration', at('rows.csv'), '--movement', '0.02', '--out', at('tangents')],
    )
    expect(code).toBe(0)
    expect(JSON.parse(stdout).runs[0].by).toBe('tangent')
  })

  it('free nodes need no rows', async () => {
    const { code, stdout } = await narrowed(
      at('model', 'model.json'),
      ...['--nodes', 'free', '--out', at('nodes')],
    )
    expect(code).toBe(0)
    expect(JSON.parse(stdout).runs[0]).toMatchObject({ by: 'moments', moved: true })
  })
})

describe('what is wrong is named, and nothing is written', () => {
  beforeAll(() => {
    const { weightsManifest } = JSON.parse(readFileSync(at('model', 'model.json'), 'utf8'))
    const strange = {
      class_name: 'Sequential',
      config: { layers: [{ class_name: 'Swirl', config: { name: 's' } }] },
    }
    writeFileSync(at('strange.json'), JSON.stringify({ modelTopology: strange, weightsManifest: [] }))
    const wrapped = {
      class_name: 'Sequential',
      config: {
        layers: [{ class_name: 'TimeDistributed', config: { name: 't', layer: strange.config.layers[0] } }],
      },
    }
    writeFileSync(at('wrapped.json'), JSON.stringify({ modelTopology: wrapped, weightsManifest: [] }))
    writeFileSync(at('graph.json'), JSON.stringify({ format: 'graph-model' }))
    writeFileSync(at('text.json'), 'no JSON')
    const { modelTopology } = JSON.parse(readFileSync(at('model', 'model.json'), 'utf8'))
    writeFileSync(at('torn.json'), JSON.stringify({ modelTopology, weightsManifest }))
    mkdirSync(at('there'))
  })

  it.each<[string, readonly string[], string]>([
    ['model/model.json', [], 'None of --keep, --size and --tolerance is given'],
    ['model/model.json', ['--keep', '0%'], '--keep is 0%'],
    ['model/model.json', ['--keep', '25%', '--size', '3'], '--keep and --size are given together'],
    ['model/model.json', ['--keep', '25%', '--by', 'magic'], "--by is 'magic'"],
    ['model/model.json', ['--keep', '25%', '--layers', 'out'], 'Layer out cannot be compressed'],
    ['model/model.json', ['--tolerance', '0.1'], '--tolerance is given without --calibration'],
    ['model/model.json', ['--keep', '25%', '--nodes', 'free'], '--nodes free is given without --calibration'],
    ['model/model.json', ['--keep', '25%', '--movement', '0.1'], '--movement is given without --calibration'],
    [
      'model/model.json',
      ['--keep', '25%', '--movement', '0.1', '--calibration', at('rows.csv')],
      "movement is given, and goal is not 'training'",
    ],
    [
      'model/model.json',
      ['--keep', '25%', '--movement', '-1', '--calibration', at('rows.csv')],
      'movement is -1',
    ],
    ['nowhere.json', ['--keep', '25%'], 'nowhere.json, the model, does not exist'],
    ['text.json', ['--keep', '25%'], 'text.json is no JSON'],
    ['graph.json', ['--keep', '25%'], 'graph.json is a graph model'],
    ['strange.json', ['--keep', '25%'], 'layers that TensorFlow.js does not know: Swirl'],
    ['wrapped.json', ['--keep', '25%'], 'layers that TensorFlow.js does not know: Swirl'],
    ['torn.json', ['--keep', '25%'], 'first.bin, the weights of'],
    ['model/model.json', ['--keep', '25%', '--activation', 'relu'], '--activation is given'],
  ])('%s %j: %s', async (name, options, message) => {
    const { code, stderr } = await polylogHere(['model', at(name), ...options, '--out', at('never')])
    expect(stderr).toContain(message)
    expect(code).toBeGreaterThan(0)
    expect(existsSync(at('never'))).toBe(false)
    expect(readdirSync(folder).filter(file => file.endsWith('.tmp'))).toEqual([])
  })

  it.each<[readonly string[], string]>([
    [['--columns', 'a,b'], 'has 2 columns of numbers, and the model takes inputs of the shape [3]'],
    [['--columns', 'a,b,z'], 'z'],
  ])('calibration rows %j: %s', async (options, message) => {
    const { code, stderr } = await polylogHere([
      'model',
      at('model', 'model.json'),
      ...['--keep', '25%', '--calibration', at('rows.csv'), '--out', at('never'), ...options],
    ])
    expect(stderr).toContain(message)
    expect(code).toBeGreaterThan(0)
    expect(existsSync(at('never'))).toBe(false)
  })

  it('a folder that is there is not written over, and one must be named', async () => {
    const run = (out: readonly string[]) =>
      polylogHere(['model', at('model', 'model.json'), '--keep', '25%', ...out])
    expect((await run(['--out', at('there')])).stderr).toContain(
      'which exists. Name a folder that is to be made',
    )
    expect((await run([])).stderr).toContain('--out is not given')
    expect((await run(['--out', at('no', 'such')])).stderr).toContain('does not exist')
    expect(readdirSync(at('there'))).toEqual([])
  })
})
