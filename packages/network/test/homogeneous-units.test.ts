import { createRng } from '@polylog/core'
import { chooseByMoments, errorByGram, type UnitWeights } from '@polylog/network'
import { compressModel } from '@polylog/network/tfjs'
import { layers, sequential, tensor } from '@tensorflow/tfjs'
import { beforeAll, expect, it } from 'vitest'
import { normals, startTensors } from './tensors.js'

beforeAll(startTensors)

const INPUTS = 2
const COUNT = 400
const SIZE = 50

/** Rectified units `(w, b)` of unlike lengths, with two outgoing weights. */
function rectifiedUnits(seed: number): UnitWeights {
  const rng = createRng(seed)
  const lengths = Float64Array.from({ length: COUNT }, () => Math.exp(rng.normal()))
  return {
    count: COUNT,
    incoming: Float64Array.from({ length: COUNT * (INPUTS + 1) }, (_, at) => {
      return rng.normal() * lengths[Math.floor(at / (INPUTS + 1))]
    }),
    incomingDim: INPUTS + 1,
    outgoing: Float64Array.from({ length: COUNT * 2 }, () => rng.normal() / COUNT),
    outgoingDim: 2,
  }
}

/** Products of what the units add to the outputs at drawn places. */
function gramOf({ count, incoming, outgoing }: UnitWeights, seed: number): Float64Array {
  const rng = createRng(seed)
  const places = Array.from({ length: 300 }, () => [rng.normal(), rng.normal(), 1])
  const outputs = Array.from({ length: count }, (_, unit) =>
    places.map(place =>
      Math.max(
        0,
        place.reduce((sum, x, axis) => sum + x * incoming[unit * (INPUTS + 1) + axis], 0),
      ),
    ),
  )
  const gram = new Float64Array(count * count)
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      const along = outgoing[2 * i] * outgoing[2 * j] + outgoing[2 * i + 1] * outgoing[2 * j + 1]
      gram[i * count + j] = along * outputs[i].reduce((sum, value, row) => sum + value * outputs[j][row], 0)
    }
  }
  return gram
}

it('units that scale with their weights are kept far better by their directions', async () => {
  const errors = await Promise.all(
    [1, 2, 3].map(async seed => {
      const units = rectifiedUnits(seed)
      const [gram, unseen] = [gramOf(units, 10), gramOf(units, 11)]
      const errorOf = async (homogeneous: boolean) =>
        errorByGram(
          unseen,
          COUNT,
          await chooseByMoments(units, SIZE, { goal: 'function', gram, homogeneous }),
        )
      return [await errorOf(true), await errorOf(false)]
    }),
  )
  for (const [onSphere, plain] of errors) expect(onSphere).toBeLessThan(0.6 * plain)
})

it('a unit may be longer and its outgoing weights shorter: nothing changes for rectified ones', async () => {
  const network = (activation: 'relu' | 'tanh', factor: number) => {
    const model = sequential({
      layers: [
        layers.dense({ units: 60, activation, inputShape: [INPUTS], name: 'hidden' }),
        layers.dense({ units: 2, name: 'last' }),
      ],
    })
    const factors = tensor(Array.from({ length: 60 }, (_, i) => factor ** ((i % 5) - 2)))
    model.setWeights([
      normals([INPUTS, 60], 1).mul(factors),
      normals([60], 2).mul(factors),
      normals([60, 2], 3).div(factors.expandDims(1)),
      normals([2], 4),
    ])
    return model
  }
  const choicesOf = async (activation: 'relu' | 'tanh', factor: number) => {
    const { choices } = await compressModel(network(activation, factor), { size: 20, by: 'moments' })
    return [...choices.get('hidden')!.indices]
  }
  expect(await choicesOf('relu', 4)).toEqual(await choicesOf('relu', 1))
  expect(await choicesOf('tanh', 4)).not.toEqual(await choicesOf('tanh', 1))
})
