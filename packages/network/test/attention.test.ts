import { InputError, OptionError } from '@polylog/core'
import { MultiHeadAttention, multiHeadAttention } from '@polylog/network/tfjs'
import {
  input,
  io,
  layers,
  loadLayersModel,
  model as modelOf,
  type SymbolicTensor,
  serialization,
  type Tensor,
  type Tensor3D,
  tensor,
} from '@tensorflow/tfjs'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { farthestFromFormula } from './attention-oracle.js'
import { normals, startTensors } from './tensors.js'

beforeAll(startTensors)

const everything = () => true

/** Weights and biases are drawn by a seed. */
function drawWeights(layer: MultiHeadAttention, seed: number): void {
  layer.setWeights(layer.getWeights().map(({ shape }, i) => normals(shape, 100 * seed + i).mul(0.7)))
}

describe('an attention layer', () => {
  it('puts out what the formula says, for all lengths, groups, masses and masks', () => {
    const length = fc.integer({ min: 1, max: 4 })
    fc.assert(
      fc.property(
        fc.record({
          inputs: length,
          places: length,
          queries: length,
          keyDim: length,
          valueDim: length,
          outputDim: length,
          groups: fc.integer({ min: 1, max: 3 }),
          headsOfGroup: fc.integer({ min: 1, max: 3 }),
          isWeighted: fc.boolean(),
          useCausalMask: fc.boolean(),
          seed: fc.integer({ min: 0, max: 1000 }),
        }),
        ({ inputs, places, queries, groups, headsOfGroup, isWeighted, seed, ...options }) => {
          const numHeads = groups * headsOfGroup
          const layer = multiHeadAttention({
            ...options,
            numHeads,
            keyValueHeads: groups,
            ...(isWeighted && { masses: Array.from({ length: numHeads }, (_, head) => head + 0.5) }),
          })
          const query = normals([2, queries, inputs], seed) as Tensor3D
          const [value, key] = [1, 2].map(i => normals([2, places, inputs], seed + i) as Tensor3D)
          layer.apply([query, value, key])
          drawWeights(layer, seed)
          const found = layer.apply([query, value, key]) as Tensor3D
          const sees = (_row: number, i: number, j: number) => !options.useCausalMask || j <= i
          expect(found.shape).toEqual([2, queries, options.outputDim])
          expect(farthestFromFormula(layer, found, { query, value, key }, sees)).toBeLessThan(2e-4)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('hides what a mask given with the inputs hides', () => {
    const layer = multiHeadAttention({ numHeads: 3, keyDim: 2 })
    const [query, value] = [normals([2, 3, 4], 1), normals([2, 5, 4], 2)] as Tensor3D[]
    const hidden = (row: number, i: number, j: number) => (row + i + j) % 3 === 0
    const seen = tensor(
      [0, 1].map(row => [0, 1, 2].map(i => [0, 1, 2, 3, 4].map(j => (hidden(row, i, j) ? 0 : 1)))),
    )
    layer.apply([query, value, value, seen])
    drawWeights(layer, 3)
    const found = layer.apply([query, value, value, seen]) as Tensor3D
    const sees = (row: number, i: number, j: number) => !hidden(row, i, j)
    expect(farthestFromFormula(layer, found, { query, value, key: value }, sees)).toBeLessThan(1e-4)
    const all = layer.apply([query, value]) as Tensor3D
    expect(farthestFromFormula(layer, all, { query, value, key: value }, everything)).toBeLessThan(1e-4)
  })

  it('does not see padded words where an embedding masks them', () => {
    const words = input({ shape: [5], dtype: 'int32' })
    const embedded = layers.embedding({ inputDim: 9, outputDim: 4, maskZero: true }).apply(words)
    const attention = multiHeadAttention({ numHeads: 2, keyDim: 3 })
    const attended = attention.apply([embedded, embedded] as SymbolicTensor[]) as SymbolicTensor
    const model = modelOf({ inputs: words, outputs: attended })
    const looking = modelOf({ inputs: words, outputs: embedded as SymbolicTensor })
    const sentences = [
      [3, 5, 1, 0, 0],
      [2, 8, 7, 4, 0],
    ]
    const data = tensor(sentences, undefined, 'int32')
    drawWeights(attention, 4)
    const query = looking.predict(data) as Tensor3D
    const found = model.predict(data) as Tensor3D
    const sees = (row: number, _i: number, j: number) => sentences[row][j] !== 0
    const inputs = { query, value: query, key: query }
    expect(farthestFromFormula(attention, found, inputs, sees)).toBeLessThan(1e-4)
    expect(farthestFromFormula(attention, found, inputs, everything)).toBeGreaterThan(1e-3)
  })

  it('is saved and loaded with all its options', async () => {
    const tokens = input({ shape: [6, 4] })
    const layer = multiHeadAttention({
      numHeads: 4,
      keyDim: 3,
      valueDim: 2,
      keyValueHeads: 2,
      useCausalMask: true,
      masses: [1, 2, 0.5, 3],
    })
    const model = modelOf({ inputs: tokens, outputs: layer.apply(tokens) as SymbolicTensor })
    drawWeights(layer, 5)
    let saved: io.ModelArtifacts | undefined
    await model.save(
      io.withSaveHandler(async artifacts => {
        saved = artifacts
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } }
      }),
    )
    serialization.registerClass(MultiHeadAttention)
    const loaded = await loadLayersModel(io.fromMemory(saved!))
    const data = normals([3, 6, 4], 6)
    const [before, after] = [model, loaded].map(given => (given.predict(data) as Tensor).dataSync())
    expect(after).toEqual(before)
  })
})

describe('options of attention', () => {
  it.each([
    [{ numHeads: 0, keyDim: 2 }, /numHeads is 0/],
    [{ numHeads: 2, keyDim: 1.5 }, /keyDim is 1.5/],
    [{ numHeads: 4, keyDim: 2, keyValueHeads: 3 }, /keyValueHeads is 3 for 4 heads/],
    [{ numHeads: 2, keyDim: 2, keyValueHeads: [0, 2] }, /gives head 1 the key 2/],
    [{ numHeads: 3, keyDim: 2, keyValueHeads: [0, 2, 2] }, /No head uses key 1/],
    [{ numHeads: 2, keyDim: 2, dropout: 1 }, /dropout is 1/],
    [{ numHeads: 3, keyDim: 2, keyValueHeads: 1, groupSizes: [2] }, /groupSizes/],
  ])('%o are refused by name', (options, message) => {
    expect(() => multiHeadAttention(options)).toThrow(OptionError)
    expect(() => multiHeadAttention(options)).toThrow(message)
  })

  it('masses that are not positive, or not one for each head, are refused', () => {
    expect(() => multiHeadAttention({ numHeads: 2, keyDim: 1, masses: [1, 0] })).toThrow(InputError)
    expect(() => multiHeadAttention({ numHeads: 2, keyDim: 1, masses: [1] })).toThrow(/1 masses for 2 heads/)
  })

  it('inputs that are not rows of places are refused', () => {
    const layer = multiHeadAttention({ numHeads: 2, keyDim: 1 })
    expect(() => layer.apply(normals([3, 4], 1))).toThrow(/\[3, 4\]/)
  })
})
