import { compressEnsemble, errorByGram, pursueByGram } from '@polylog/network'
import { compressModel } from '@polylog/network/tfjs'
import { initializers, layers, memory, sequential, tensor, zeros } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { drawn, normals, startTensors, twoLayers } from './tensors.js'

beforeAll(startTensors)

describe('units that are nearly alike, or nearly cancel', () => {
  it('units that are nearly alike are all taken where there is room, and more are never worse', async () => {
    const model = sequential({
      layers: [
        layers.dense({ units: 40, activation: 'sigmoid', inputShape: [6], kernelInitializer: drawn(1) }),
        layers.dense({
          units: 1,
          kernelInitializer: initializers.randomUniform({ minval: 0.01, maxval: 0.05, seed: 2 }),
        }),
      ],
    })
    const calibration = normals([200, 6], 1)
    const errors = []
    for (const size of [4, 10, 20, 36]) {
      const { report } = await compressModel(model, { size, calibration })
      expect(report.runs[0].unitsAfter).toBe(size)
      errors.push(report.outputError!.calibration)
    }
    expect(errors).toEqual(errors.toSorted((a, b) => b - a))
    expect(errors[3]).toBeLessThan(errors[0] / 20)
    const base = normals([100], 3).dataSync()
    const outputs = Array.from({ length: 20 }, (_, i) =>
      normals([100], 10 + i)
        .dataSync()
        .map((value, at) => base[at] + 0.1 * value),
    )
    const whole = compressEnsemble(outputs, { size: 20 })
    expect(whole.indices.length).toBe(20)
    expect(whole.calibrationError).toBeLessThan(1e-7)
    expect(compressEnsemble(outputs, { size: 10 }).calibrationError).toBeLessThan(0.03)
  })

  it('where units nearly cancel out, rounding of their products does not decide', () => {
    const [count, dim, size] = [300, 6, 80]
    const values = normals([count * dim], 7).dataSync()
    const rest = normals([count * dim], 8).dataSync()
    const half = (count * dim) / 2
    const vectors = Float64Array.from(values, (value, at) =>
      at < half ? value : -values[at - half] + 1e-4 * rest[at],
    )
    const products = Float64Array.from({ length: count * count }, (_, at) => {
      let product = 0
      for (let axis = 0; axis < dim; axis++) {
        product += vectors[Math.floor(at / count) * dim + axis] * vectors[(at % count) * dim + axis]
      }
      return product
    })
    // Errors of their own for every product, as where rows are summed in another order.
    const noise = normals([count * count], 9).dataSync()
    const rounded = products.map((product, at) => {
      const mirrored = (at % count) * count + Math.floor(at / count)
      return Math.fround(product) + 6e-8 * noise[Math.min(at, mirrored)]
    })
    const chosen = pursueByGram(rounded, count, size, 2 ** -24)
    expect(chosen.indices.length).toBe(size)
    expect(errorByGram(products, count, chosen)).toBeLessThan(0.1)
    expect(errorByGram(products, count, pursueByGram(rounded, count, size))).toBeGreaterThan(0.5)
  })
})

describe('units that cancel', () => {
  it('keep their leading directions and their mass, since there is nothing to come close to', async () => {
    const model = twoLayers(2, 4, 1)
    const [w] = model.getWeights()
    const pairs = w.slice([0, 0], [2, 2])
    model.setWeights([pairs.concat(pairs, 1), zeros([4]), tensor([[1], [0.5], [-1], [-0.5]]), tensor([1])])
    const calibration = normals([50, 2], 1)
    const before = memory().numTensors
    const { report, choices } = await compressModel(model, { size: 3, calibration })
    const [{ masses }] = [...choices.values()]
    expect(masses.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(4, 6)
    expect(report.outputError!.calibration).toBeLessThan(1e-6)
    expect(memory().numTensors).toBe(before)
  })

  it('of an ensemble, are refused', () => {
    expect(() =>
      compressEnsemble(
        [
          [1, 2],
          [-1, -2],
        ],
        { size: 1 },
      ),
    ).toThrow('What is added cancels out')
  })
})
