import { createRng } from '@polylog/core'
import { batches } from '@polylog/dataset'
import { ticketOptimizer } from '@polylog/network/tfjs'
import { GLYPH_KINDS, glyphImages } from '@polylog/testkit'
import {
  gather,
  initializers,
  type LayersModel,
  layers,
  losses,
  oneHot,
  type Scalar,
  type Sequential,
  sequential,
  type Tensor,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
  train,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs'
import { cosineShare } from './optimisers.js'

/** Images of glyphs that are turned, sized, shifted, crossed by a stroke of no meaning, and noisy: all of it more or less. */
export const GLYPHS = {
  steady: { side: 12, pen: 0.07, noise: 0.1, clutter: 1, shift: 0.08, turn: 0.25, size: [0.85, 1.05] },
  loose: { side: 12, pen: 0.07, noise: 0.1, clutter: 1, shift: 0.15, turn: 0.45, size: [0.75, 1.1] },
} as const

export type Glyphs = keyof typeof GLYPHS

/** To be disposed of. */
export interface GlyphRows {
  /** `count × side²` */
  readonly inputs: Tensor2D
  /** One-hot. */
  readonly labels: Tensor2D
  readonly kinds: Uint8Array
}

export function glyphRows(glyphs: Glyphs, count: number, seed: number): GlyphRows {
  const { pixels, kinds } = glyphImages({ count, ...GLYPHS[glyphs] }, createRng(seed))
  return {
    inputs: tensor2d(Float32Array.from(pixels), [count, pixels.length / count]),
    labels: tidy(() => oneHot(tensor1d(kinds, 'int32'), GLYPH_KINDS).toFloat() as Tensor2D),
    kinds,
  }
}

/** For images of so many pixels: layers of so many rectified units, and one of a number for each glyph. To be disposed of. */
export function glyphClassifier(pixels: number, width: number, hidden: number, seed: number): Sequential {
  const rng = createRng(seed)
  const drawn = () => initializers.heNormal({ seed: rng.integer(2 ** 31) })
  return sequential({
    layers: [
      ...Array.from({ length: hidden }, (_, i) =>
        layers.dense({
          ...{ units: width, activation: 'relu', kernelInitializer: drawn(), name: `hidden${i + 1}` },
          ...(i === 0 && { inputShape: [pixels] }),
        }),
      ),
      layers.dense({ units: GLYPH_KINDS, kernelInitializer: drawn(), name: 'scores' }),
    ],
  })
}

export interface ClassifierTraining {
  readonly epochs: number
  readonly batch: number
  /** Of Adam, at the start; it falls to 0 along a cosine. */
  readonly rate: number
  /** All weights shrink by so much of the rate in every step (AdamW). */
  readonly decay: number
  /** Of the batches. */
  readonly seed: number
}

/** Trains on the cross-entropy, with the masses of the model taken into account where it holds any. */
export async function trainClassifier(
  model: LayersModel,
  { inputs, labels }: GlyphRows,
  { epochs, batch, rate, decay, seed }: ClassifierTraining,
): Promise<void> {
  const variables = model.trainableWeights.map(weight => weight.read() as Variable)
  // Of a model without masses, nothing is changed.
  const optimizer = ticketOptimizer(train.adam(rate), model, {
    weightDecay: { rate: decay, kind: 'decoupled' },
  })
  const even = new Float64Array(inputs.shape[0]).fill(1)
  const steps = epochs * Math.ceil(even.length / batch)
  let step = 0
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const { rows } of batches(even, { batchSize: batch, seed: seed + epoch })) {
      optimizer.setLearningRate(rate * cosineShare(step++, steps))
      tidy(() => {
        const places = tensor1d(Int32Array.from(rows), 'int32')
        const [images, kinds] = [gather(inputs, places), gather(labels, places)]
        const loss = () => losses.softmaxCrossEntropy(kinds, model.apply(images) as Tensor) as Scalar
        const { grads } = variableGrads(loss, variables)
        optimizer.applyGradients(variables.map(({ name }) => ({ name, tensor: grads[name] })))
      })
    }
    await new Promise(resolve => setImmediate(resolve))
  }
  optimizer.dispose()
}

/** Rows that are told apart at once. */
const ROWS_AT_ONCE = 500

/** Share of the rows whose glyph is told. */
export function accuracyOf(model: LayersModel, { inputs, kinds }: GlyphRows): number {
  return tidy(() => {
    const scores = model.predict(inputs, { batchSize: ROWS_AT_ONCE }) as Tensor
    const told = scores.argMax(1).dataSync()
    return kinds.reduce((right, kind, row) => right + Number(told[row] === kind), 0) / kinds.length
  })
}
