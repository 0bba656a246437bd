import { createRng } from '@polylog/core'
import { momentNodes, type UnitWeights } from '@polylog/network'
import { compressModel } from '@polylog/network/tfjs'
import { type LayersModel, layers, memory, sequential, type Tensor, tidy } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { normals, startTensors, twoLayers } from './tensors.js'

beforeAll(startTensors)

const ORDER = 3

function drawnUnits(count: number, incomingDim: number, outgoingDim: number): UnitWeights {
  const rng = createRng(count)
  const drawn = (size: number) => Float64Array.from({ length: size }, () => rng.normal())
  return {
    ...{ count, incomingDim, outgoingDim },
    incoming: drawn(count * incomingDim),
    outgoing: drawn(count * outgoingDim).map(weight => weight / count),
  }
}

/** Sums of all monomials of the weights up to the order, and of their absolute values. */
function momentsOf(units: UnitWeights, masses: ArrayLike<number>, layerWidth: number) {
  const { count, incoming, incomingDim, outgoing, outgoingDim } = units
  const scale = Math.sqrt(layerWidth)
  const sums: number[] = []
  const sizes: number[] = []
  const powers = (dim: number, order: number): number[][] =>
    dim === 0
      ? [[]]
      : Array.from({ length: order + 1 }, (_, power) =>
          powers(dim - 1, order - power).map(rest => [power, ...rest]),
        ).flat()
  for (const exponents of powers(incomingDim + outgoingDim, ORDER)) {
    let [sum, size] = [0, 0]
    for (let i = 0; i < count; i++) {
      const value = exponents.reduce((product, power, axis) => {
        const weight =
          axis < incomingDim
            ? incoming[i * incomingDim + axis]
            : scale * outgoing[i * outgoingDim + axis - incomingDim]
        return product * weight ** power
      }, masses[i])
      sum += value
      size += Math.abs(value)
    }
    sums.push(sum)
    sizes.push(size)
  }
  return { sums, sizes }
}

function expectSameMoments(
  few: ReturnType<typeof momentsOf>,
  all: ReturnType<typeof momentsOf>,
  tolerance: number,
) {
  all.sums.forEach((sum, i) => {
    expect(Math.abs(few.sums[i] - sum)).toBeLessThan(tolerance * all.sizes[i])
  })
}

describe('units that are not among those given', () => {
  it('have the joint moments of all, and are far fewer than kept ones would have to be', async () => {
    const units = drawnUnits(300, 3, 1)
    // 35 moments of order 3 in 4 dimensions: kept units need 35, and free ones a fifth of it and a little more.
    const { units: few, masses, certificate } = await momentNodes(units, 12, { order: ORDER })
    expect(few.count).toBeLessThanOrEqual(12)
    expect(certificate).toMatchObject({ order: ORDER, nodes: 'free' })
    expect(Math.min(...masses)).toBeGreaterThan(0)
    expectSameMoments(momentsOf(few, masses, 300), momentsOf(units, new Float64Array(300).fill(1), 300), 1e-9)
  })

  it('are refused where so few cannot hold the moments', async () => {
    await expect(momentNodes(drawnUnits(100, 3, 1), 4, { order: 5 })).rejects.toThrow(
      /Order 5 in 4 dimensions needs 26 free nodes/,
    )
  })
})

/** The units of a two-layer model, as they are in its weights. */
function unitsOf(model: LayersModel): UnitWeights {
  const [kernel, biases, outgoing] = model.getWeights().map(weight => Float64Array.from(weight.dataSync()))
  const count = biases.length
  const inputs = kernel.length / count
  const incoming = Float64Array.from({ length: count * (inputs + 1) }, (_, at) => {
    const [unit, axis] = [Math.floor(at / (inputs + 1)), at % (inputs + 1)]
    return axis < inputs ? kernel[axis * count + unit] : biases[unit]
  })
  return { count, incoming, incomingDim: inputs + 1, outgoing, outgoingDim: outgoing.length / count }
}

describe('a model that is to be trained on, with free nodes', () => {
  it('has units with the moments of all in the weighted model, and the same outputs folded', async () => {
    const model = twoLayers(2, 200, 1)
    const before = memory().numTensors
    const compressed = await compressModel(model, { size: 14, goal: 'training', nodes: 'free', order: ORDER })
    expect(memory().numTensors).toBe(before)
    const { report, choices } = compressed
    expect(report.runs).toMatchObject([{ by: 'moments', moved: true, unitsBefore: 200 }])
    const { indices, masses } = choices.get(model.layers[0].name)!
    expect(indices.length).toBe(masses.length)
    expect(report.runs[0].unitsAfter).toBe(masses.length)
    const [weighted, folded] = [await compressed.weighted(), await compressed.fold()]
    const all = momentsOf(unitsOf(model), new Float64Array(200).fill(1), 200)
    expectSameMoments(momentsOf(unitsOf(weighted), masses, 200), all, 1e-5)
    const inputs = normals([50, 2], 3)
    const [a, b] = [weighted, folded].map(one => one.predict(inputs) as Tensor)
    const distance = (x: Tensor, y: Tensor) => tidy(() => x.sub(y).norm().div(y.norm()).dataSync()[0])
    expect(distance(a, b)).toBeLessThan(1e-5)
  })

  it('keeps units in their places where moments cannot be had', async () => {
    const model = twoLayers(40, 30, 2)
    const { report } = await compressModel(model, { size: 10, goal: 'training', nodes: 'free' })
    expect(report.runs).toMatchObject([{ moved: false, unitsAfter: 10 }])
  })

  it('has new channels, too, but none where a layer in between has weights of its own', async () => {
    const channels = (between: boolean) =>
      sequential({
        layers: [
          layers.conv1d({
            filters: 60,
            kernelSize: 2,
            inputShape: [5, 1],
            activation: 'tanh',
            name: 'channels',
          }),
          ...(between ? [layers.prelu()] : []),
          layers.conv1d({ filters: 1, kernelSize: 1, useBias: false }),
        ],
      })
    const options = { size: 14, goal: 'training', nodes: 'free', order: 2 } as const
    expect((await compressModel(channels(false), options)).report.runs).toMatchObject([{ moved: true }])
    const own = (await compressModel(channels(true), { ...options, size: 50 })).report.runs
    expect(own).toMatchObject([{ moved: false }])
  })
})
