import { createRng } from '@polylog/core'
import { drawRows } from '@polylog/dataset'
import { type CompressedModel, type CompressModelOptions, compressModel } from '@polylog/network/tfjs'
import { dispose, type LayersModel } from '@tensorflow/tfjs'
import { attentionModel, drawHeads, type Heads, selectedHeads } from '../training/attention-model.js'
import { type Contexts, contextExamples, drawContexts } from '../training/piecewise-linear-task.js'

const CALIBRATION = 256

/** What one repetition of the study starts from. */
export interface Draw {
  readonly heads: Heads
  readonly calibration: Contexts
  readonly batchSeed: number
  /** Of what is random in the methods. */
  readonly seed: number
}

export function drawOf(count: number, draw: number): Draw {
  const rng = createRng(draw)
  return {
    heads: drawHeads(count, rng.fork()),
    calibration: drawContexts(CALIBRATION, rng.fork()),
    batchSeed: rng.integer(2 ** 31),
    seed: rng.integer(2 ** 31),
  }
}

/** A model of at most so many heads, to be disposed of. */
export type Narrowing = (draw: Draw, size: number) => Promise<LayersModel>

export const WIDE = 'wide'
export const FAIR = 'random heads, same dynamics'
export const PLAIN = 'random heads, plain'
export const CONTRIBUTIONS = 'contributions'

export function momentsOf(order: number): string {
  return `joint moments, order ${order}`
}

/** Those that are trained on. */
export function trainedNarrowings(orders: readonly number[]): Readonly<Record<string, Narrowing>> {
  const moments = orders.map(order => [
    momentsOf(order),
    compressedTo({ by: 'moments', goal: 'training', order }, ({ weighted }) => weighted()),
  ])
  return {
    ...Object.fromEntries(moments),
    [CONTRIBUTIONS]: compressedTo({ by: 'contributions', goal: 'training' }, ({ weighted }) => weighted()),
    [FAIR]: async (draw, size) => {
      const masses = new Float64Array(size).fill(draw.heads.count / size)
      return attentionModel(randomHeads(draw, size), masses)
    },
    [PLAIN]: async (draw, size) => attentionModel(randomHeads(draw, size)),
  }
}

/** Those that keep only what the wide layer computes before it is trained. */
export const FUNCTION_NARROWINGS: Readonly<Record<string, Narrowing>> = {
  'moments, for the function': compressedTo({ by: 'moments', goal: 'function' }, ({ fold }) => fold()),
  'contributions, for the function': compressedTo({ by: 'contributions', goal: 'function' }, ({ fold }) =>
    fold(),
  ),
}

/** Contributions need calibration data, and the order of moments for the function is chosen by them. */
function compressedTo(
  options: Omit<CompressModelOptions, 'size' | 'calibration' | 'seed'>,
  made: (compressed: CompressedModel) => Promise<LayersModel>,
): Narrowing {
  return async ({ heads, calibration, seed }, size) => {
    const model = attentionModel(heads)
    const { inputs, labels } = contextExamples(calibration)
    const narrow = await made(await compressModel(model, { ...options, size, calibration: inputs, seed }))
    dispose([...inputs, labels])
    model.dispose()
    return narrow
  }
}

function randomHeads({ heads, seed }: Draw, size: number): Heads {
  return selectedHeads(heads, drawRows(heads.count, size, createRng(seed)))
}
