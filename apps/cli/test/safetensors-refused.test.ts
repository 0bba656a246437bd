import { existsSync, linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { ROWS, type Tensors, WIDE, zeros } from './dense-stacks.js'
import { filesIn, polylogHere, temporaryFolder } from './polylog-process.js'
import { floatFile } from './safetensors-file.js'

const folder = temporaryFolder()
const at = (name: string) => join(folder, name)

beforeAll(() => {
  process.chdir(folder)
  writeFileSync(at('wide.safetensors'), floatFile(WIDE))
  writeFileSync(at('rows.csv'), ['a,b,c,d,e,f', ...ROWS.map(row => row.join()), ''].join('\n'))
  writeFileSync(at('odd.safetensors'), floatFile(WIDE, { activation: 'Swirl' }))
  writeFileSync(at('torn.safetensors'), floatFile(WIDE).subarray(0, 9000))
  mkdirSync(at('there.safetensors'))
  linkSync(at('rows.csv'), at('rows.safetensors'))
})

it.each<[string, Tensors, readonly string[]]>([
  [
    'layers that do not fit',
    { '2.weight': zeros(4, 5), '10.weight': zeros(2, 6) },
    [
      '2.weight of bad.safetensors has the shape [4, 5] and puts out 4',
      '10.weight of the shape [2, 6]',
      'takes in 6',
    ],
  ],
  [
    'layers of Keras that do not fit',
    { 'a/kernel': zeros(5, 4), 'b/kernel': zeros(6, 2) },
    [
      'a/kernel of bad.safetensors has the shape [5, 4] and puts out 4',
      'b/kernel of the shape [6, 2]',
      'takes in 6',
    ],
  ],
  [
    'other tensors',
    { '0.weight': zeros(4, 5), '0.running_mean': zeros(4), scale: zeros() },
    ['belong to no dense layer: 0.running_mean, scale'],
  ],
  ['a bias alone', { '0.weight': zeros(4, 5), '1.bias': zeros(4) }, ['no dense layer: 1.bias']],
  ['a bias of another layout', { '0.weight': zeros(4, 5), '0/bias': zeros(4) }, ['no dense layer: 0/bias']],
  ['a layer without a name', { weight: zeros(4, 5) }, ['no dense layer: weight']],
  [
    'a convolution',
    { '0.weight': zeros(4, 3, 3, 3) },
    ['0.weight of bad.safetensors has the shape [4, 3, 3, 3]'],
  ],
  [
    'a normalisation',
    { '0.weight': zeros(4), '0.bias': zeros(4) },
    ['0.weight of bad.safetensors has the shape [4]'],
  ],
  ['no units', { '0.weight': zeros(0, 4) }, ['0.weight of bad.safetensors has the shape [0, 4]']],
  [
    'a bias that does not fit',
    { '0.weight': zeros(4, 5), '0.bias': zeros(5) },
    ['0.bias of bad.safetensors has the shape [5], and 0.weight has 4 outputs'],
  ],
  ['nothing', {}, ['bad.safetensors holds no tensors']],
  ['no number', { '0.weight': { shape: [2, 1], values: [NaN, 1] }, '1.weight': zeros(1, 2) }, ['NaN']],
])('in a file: %s', async (_, tensors, messages) => {
  writeFileSync(at('bad.safetensors'), floatFile(tensors))
  const { code, stderr } = await polylogHere([
    ...['model', 'bad.safetensors', '--activation', 'relu', '--keep', '50%', '--out', 'never.safetensors'],
  ])
  for (const message of messages) expect(stderr).toContain(message)
  expect(code).toBe(3)
  expect(existsSync(at('never.safetensors'))).toBe(false)
})

const WIDE_RELU = ['wide.safetensors', '--activation', 'relu']

it.each<[readonly string[], string, string, number]>([
  [
    ['wide.safetensors'],
    'never.safetensors',
    '--activation is not given, and wide.safetensors does not say',
    2,
  ],
  [['wide.safetensors', '--activation', 'swirl'], 'never.safetensors', "--activation is 'swirl'", 2],
  [['odd.safetensors'], 'never.safetensors', "odd.safetensors says that the activation is 'Swirl'", 3],
  [
    ['torn.safetensors', '--activation', 'relu'],
    'never.safetensors',
    'torn.safetensors is cut off: tensor',
    3,
  ],
  [
    ['nowhere.safetensors', '--activation', 'relu'],
    'never.safetensors',
    'nowhere.safetensors, the model, does not',
    3,
  ],
  [
    ['there.safetensors', '--activation', 'relu'],
    'never.safetensors',
    'there.safetensors, the model, is a folder',
    3,
  ],
  [WIDE_RELU, 'no/such.safetensors', 'does not exist. Create it first', 6],
  [WIDE_RELU, 'there.safetensors', 'The output there.safetensors is a folder', 2],
  [WIDE_RELU, './wide.safetensors', "the same file as the input file 'wide.safetensors'", 2],
  [
    [...WIDE_RELU, '--calibration', 'rows.safetensors', '--format', 'csv'],
    './rows.safetensors',
    "the same file as --calibration 'rows.safetensors'",
    2,
  ],
  [
    [...WIDE_RELU, '--calibration', 'rows.csv', '--columns', 'a,b'],
    'never.safetensors',
    'inputs of the shape [6]',
    3,
  ],
])('%j to %s: %s', async (options, out, message, exit) => {
  const before = readFileSync(at('wide.safetensors'))
  const { code, stdout, stderr } = await polylogHere(['model', ...options, '--keep', '50%', '--out', out])
  expect(stderr).toContain(message)
  expect([code, stdout]).toEqual([exit, ''])
  expect(existsSync(at('never.safetensors'))).toBe(false)
  expect(filesIn(folder).filter(name => name.endsWith('.tmp'))).toEqual([])
  expect(readFileSync(at('wide.safetensors'))).toEqual(before)
})
