import { createRng } from '@polylog/core'
import { compressDataset, encode, fitEncoding, readTable, sampleWeights } from '@polylog/dataset'
import {
  coresetBatches,
  coresetTensors,
  disposeTensors,
  gradientColumn,
  weightedLabels,
  weightedLoss,
  weightedModel,
} from '@polylog/dataset/tfjs'
import {
  dispose,
  type LayersModel,
  layers,
  mean,
  memory,
  ready,
  type Sequential,
  sequential,
  setBackend,
  squaredDifference,
  type Tensor,
  type Tensor2D,
  tensor2d,
  train,
} from '@tensorflow/tfjs'
import { Matrix, solve } from 'ml-matrix'
import { beforeAll, describe, expect, it } from 'vitest'

const squaredError = (labels: Tensor, outputs: Tensor) => mean(squaredDifference(labels, outputs), 1)

function rowsOf(size: number, seed: number) {
  const rng = createRng(seed)
  return Array.from({ length: size }, () => {
    const [a, b] = [2 * rng.uniform() - 1, 2 * rng.uniform() - 1]
    return { a, b, y: 1 + 2 * a - b + rng.normal() }
  })
}

function linearModel(inputs = 2): Sequential {
  const model = sequential()
  model.add(layers.dense({ units: 1, inputShape: [inputs], kernelInitializer: 'zeros' }))
  return model
}

beforeAll(async () => {
  await setBackend('cpu')
  await ready()
})

describe('a coreset in TensorFlow.js', () => {
  it('trains a linear model, by fit and by fitDataset, to the weights that all rows give', async () => {
    const rows = rowsOf(3000, 1)
    const coreset = await compressDataset(rows, { target: 'y', size: 60, leastSquares: 1, scaling: 'none' })
    const tensors = coresetTensors(coreset, 'y')
    const weightsBy = async (run: (model: LayersModel) => Promise<unknown>) => {
      const model = linearModel()
      const training = weightedModel(model)
      training.compile({ optimizer: train.sgd(0.3), loss: weightedLoss(squaredError) })
      await run(training)
      return [...model.getWeights()[0].dataSync(), ...model.getWeights()[1].dataSync()]
    }
    const whole = linearModel()
    whole.compile({ optimizer: train.sgd(0.3), loss: 'meanSquaredError' })
    const xs = tensor2d(rows.map(({ a, b }) => [a, b]))
    await whole.fit(xs, tensor2d(rows.map(({ y }) => [y])), { epochs: 150, batchSize: 3000, verbose: 0 })
    const expected = [...whole.getWeights()[0].dataSync(), ...whole.getWeights()[1].dataSync()]

    const size = coreset.size
    const labels = weightedLabels(tensors.ys, tensors.weights)
    const fitted = await weightsBy(model =>
      model.fit(tensors.xs, labels, { epochs: 150, batchSize: size, verbose: 0 }),
    )
    const streamed = await weightsBy(model =>
      model.fitDataset(coresetBatches(tensors, { batchSize: size }), { epochs: 150, verbose: 0 }),
    )
    expected.forEach((value, i) => {
      expect(fitted[i]).toBeCloseTo(value, 4)
      expect(streamed[i]).toBeCloseTo(value, 4)
    })
  })

  it('has one-hot labels of classes, and projected ones where there are', async () => {
    const rows = rowsOf(500, 2).map(row => ({ ...row, kind: row.y > 1 ? 'high' : 'low' }))
    const options = { target: 'kind', inputs: ['a', 'b'], size: 40 } as const
    const before = memory().numTensors
    const kept = coresetTensors(await compressDataset(rows, options), 'kind')
    expect(kept.ys.shape[1]).toBe(2)
    expect(new Set(kept.ys.dataSync())).toEqual(new Set([0, 1]))
    const projected = await compressDataset(rows, { ...options, labels: 'projected' })
    const soft = coresetTensors(projected, 'kind')
    soft.ys.dataSync().forEach((value, i) => {
      expect(value).toBeCloseTo(projected.labels!.values[i], 6)
    })
    const weighed = coresetTensors(projected, 'kind', { classWeight: { high: 3 } })
    const high = projected.labels!.names.indexOf('kind=high')
    const plain = soft.weights.dataSync()
    weighed.weights.dataSync().forEach((weight, row) => {
      expect(weight).toBeCloseTo(plain[row] * (1 + 2 * projected.labels!.values[2 * row + high]), 5)
    })
    expect(() => coresetTensors(projected, 'kind', { classWeight: { none: 3 } })).toThrow('"none"')
    const numbers = await compressDataset(rows, { ...options, target: 'y', labels: 'projected' })
    expect(() => sampleWeights(numbers, { target: 'y', classWeight: { high: 3 } })).toThrow(
      'the projected labels of column "y" are numbers',
    )
    // The same in batches as in one.
    const batchesOf = coresetBatches(weighed, { batchSize: 10 })
    const sums = (await batchesOf.toArray()).map(batch => {
      const { xs, ys } = batch as { readonly xs: Tensor2D; readonly ys: Tensor2D }
      const columns = ys.arraySync().map(row => row.at(-1)!)
      dispose([xs, ys])
      return columns.reduce((sum, weight) => sum + weight, 0)
    })
    const all = Float32Array.from(weighed.weights.dataSync()).reduce((sum, weight) => sum + weight, 0)
    expect(sums.reduce((sum, part) => sum + part, 0)).toBeCloseTo(all, 3)
    disposeTensors(weighed)
    disposeTensors(kept)
    disposeTensors(soft)
    expect(memory().numTensors).toBe(before)
  })

  it('tells of labels without weights', () => {
    const loss = weightedLoss(squaredError)
    expect(() => loss(tensor2d([[1], [2]]), tensor2d([[1], [2]]))).toThrow(
      'The labels have the shape [2, 1] and the outputs [2, 1]. Make the model by weightedModel',
    )
  })
})

describe('gradient columns', () => {
  it('are derivatives of the rows’ losses along directions: sums kept are gradients kept', async () => {
    const rows = rowsOf(600, 3)
    const table = await readTable(rows)
    const inputs = encode(fitEncoding(table, ['a', 'b'], { scaling: 'none' }), table)
    const labels = Float64Array.from(rows, ({ y }) => y)
    const model = linearModel()
    const start = model.getWeights()
    const gradients = gradientColumn(model, { inputs, labels, rows: 600, loss: squaredError, projections: 3 })
    expect(gradients).toMatchObject({ width: 3 })
    // The rows' own gradients are (-2 y a, -2 y b, -2 y): each column is a combination of these, of length 1.
    const own = new Matrix(rows.map(({ a, b, y }) => [-2 * y * a, -2 * y * b, -2 * y]))
    for (let j = 0; j < 3; j++) {
      const column = Matrix.columnVector(rows.map((_, row) => gradients.values[3 * row + j]))
      const direction = solve(own, column)
      expect(direction.norm()).toBeCloseTo(1, 2)
      expect(Matrix.sub(own.mmul(direction), column).norm() / column.norm()).toBeLessThan(0.01)
    }
    expect(model.getWeights()[0].dataSync()).toEqual(start[0].dataSync())

    const options = { target: 'y', inputs: ['a', 'b'], size: 30, degree: 1 } as const
    const coreset = await compressDataset(
      { ...columnsOf(rows), gradients },
      { ...options, sums: ['gradients'] },
    )
    for (let j = 0; j < 3; j++) {
      let [whole, few] = [0, 0]
      for (let row = 0; row < 600; row++) whole += gradients.values[3 * row + j]
      coreset.indices.forEach((row, i) => {
        few += coreset.weights[i] * gradients.values[3 * row + j]
      })
      expect(few).toBeCloseTo(whole, 8)
    }
  })

  it('of a model for other inputs are refused', () => {
    const options = {
      inputs: new Float64Array(20),
      labels: new Float64Array(10),
      rows: 10,
      loss: squaredError,
    }
    expect(() => gradientColumn(linearModel(3), options)).toThrow(
      'The table has 2 inputs per row, and the model takes 3',
    )
  })

  it('of a loss that is not one number per row are refused, and the model stays as it was', () => {
    const model = linearModel()
    const start = model.getWeights()[0].dataSync().slice()
    const options = {
      inputs: new Float64Array(20).map((_, i) => i),
      labels: new Float64Array(10),
      rows: 10,
      loss: (y: Tensor, f: Tensor) => squaredError(y, f).mean(),
    }
    expect(() => gradientColumn(model, options)).toThrow('The loss gives 1 numbers for 10 rows')
    expect(model.getWeights()[0].dataSync()).toEqual(start)
  })
})

function columnsOf(rows: readonly { a: number; b: number; y: number }[]) {
  return { a: rows.map(({ a }) => a), b: rows.map(({ b }) => b), y: rows.map(({ y }) => y) }
}
