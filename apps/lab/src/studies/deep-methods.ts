import { createRng, type Rng } from '@polylog/core'
import { drawRows } from '@polylog/dataset'
import { type CompressedModel, type CompressModelOptions, compressModel } from '@polylog/network/tfjs'
import type { Sequential, Tensor2D } from '@tensorflow/tfjs'

/** What a narrower classifier is made of. */
export interface Wide {
  readonly model: Sequential
  readonly hidden: readonly string[]
  readonly width: number
  /** Images without labels. */
  readonly calibration: Tensor2D
  /** Others, on which outputs are compared. */
  readonly heldOut: Tensor2D
  readonly seed: number
}

/** With so many units in every hidden layer. */
export type Narrowing = (wide: Wide, size: number) => Promise<CompressedModel>

export const CONTRIBUTIONS = 'contributions'
export const MOMENTS = 'moments'
export const RANDOM = 'random'
export const LARGEST = 'largest norm'

const CORRECTED = { correction: 'least-squares' } as const
const FREE = { nodes: 'free' } as const

export const corrected = (method: string) => `${method}, corrected`
export const freeNodes = (method: string) => `${method}, free nodes`

/** Units that stay in their places; what each stands for, too, or the kernels after them are fitted; or the units are moved. */
export const NARROWINGS: Readonly<Record<string, Narrowing>> = {
  [CONTRIBUTIONS]: chosenBy({ by: 'contributions' }),
  [MOMENTS]: chosenBy({ by: 'moments' }),
  [RANDOM]: given(randomUnits),
  [LARGEST]: given(largestUnits),
  [corrected(CONTRIBUTIONS)]: chosenBy({ by: 'contributions', ...CORRECTED }),
  [corrected(MOMENTS)]: chosenBy({ by: 'moments', ...CORRECTED }),
  [corrected(RANDOM)]: given(randomUnits, CORRECTED),
  [corrected(LARGEST)]: given(largestUnits, CORRECTED),
  [freeNodes(CONTRIBUTIONS)]: chosenBy({ by: 'contributions', ...FREE }),
  [freeNodes(RANDOM)]: given(randomUnits, FREE),
}

function chosenBy(options: Pick<CompressModelOptions, 'by' | 'correction' | 'nodes'>): Narrowing {
  return ({ model, calibration, heldOut, seed }, size) =>
    compressModel(model, { size, calibration, heldOut, seed, ...options })
}

type Units = { readonly indices: Uint32Array; readonly masses: Float64Array }

function given(
  units: (wide: Wide, layer: string, size: number, rng: Rng) => Units,
  options: Pick<CompressModelOptions, 'correction' | 'nodes'> = {},
): Narrowing {
  return (wide, size) => {
    const { model, hidden, calibration, heldOut, seed } = wide
    const rng = createRng(seed)
    const chosen = new Map(hidden.map(layer => [layer, units(wide, layer, size, rng)]))
    return compressModel(model, { chosen, calibration, heldOut, seed, ...options })
  }
}

/** Rescaled: they stand for all. */
function randomUnits({ width }: Wide, _layer: string, size: number, rng: Rng): Units {
  return { indices: drawRows(width, size, rng), masses: new Float64Array(size).fill(width / size) }
}

/** Those of the largest product of the lengths of incoming and outgoing weights, as they are: the others count for little. */
function largestUnits({ model, hidden, width }: Wide, layer: string, size: number): Units {
  const after = hidden[hidden.indexOf(layer) + 1] ?? model.layers.at(-1)!.name
  const incoming = columnLengths(model, layer)
  const outgoing = rowLengths(model, after)
  const order = Array.from({ length: width }, (_, unit) => unit)
  order.sort((a, b) => incoming[b] * outgoing[b] - incoming[a] * outgoing[a])
  return { indices: Uint32Array.from(order.slice(0, size)), masses: new Float64Array(size).fill(1) }
}

function columnLengths(model: Sequential, layer: string): Float64Array {
  const [kernel, biases] = model.getLayer(layer).getWeights()
  const width = kernel.shape[1]!
  const squares = Float64Array.from(biases.dataSync(), bias => bias ** 2)
  kernel.dataSync().forEach((weight, at) => {
    squares[at % width] += weight ** 2
  })
  return squares.map(Math.sqrt)
}

function rowLengths(model: Sequential, layer: string): Float64Array {
  const [kernel] = model.getLayer(layer).getWeights()
  const [rows, width] = kernel.shape as [number, number]
  const squares = new Float64Array(rows)
  kernel.dataSync().forEach((weight, at) => {
    squares[Math.floor(at / width)] += weight ** 2
  })
  return squares.map(Math.sqrt)
}
