import { createRng, type Rng } from '@polylog/core'
import { type Tensor3D, tensor3d } from '@tensorflow/tfjs'
import type { Examples } from './follow-examples.js'

/** The task of Fig. 7 of arXiv:2510.00504. Deviations of the start of a function, and of what is added to its values. */
export const START = 0.5
export const NOISE = 0.3
export const SEGMENTS = 16
export const PAIRS = 8
/** `x1, y1, …, x8, y8` and the place at which the function is asked for. */
export const TOKENS = 2 * PAIRS + 1

/** Functions, each shown at a few places and asked for at one more. */
export interface Contexts {
  readonly count: number
  /** `count × TOKENS` */
  readonly tokens: Float32Array
  /** What the function is, without noise, at the last token. */
  readonly labels: Float32Array
}

/**
 * Random piecewise-linear functions on `[-1, 1]`: they start from a normal number, and rise by a normal slope in each of the
 * segments, which are of equal length. Places are uniform; values that are shown have noise.
 */
export function drawContexts(count: number, rng: Rng): Contexts {
  const tokens = new Float32Array(count * TOKENS)
  const labels = new Float32Array(count)
  for (let row = 0; row < count; row++) {
    const valueAt = drawFunction(rng)
    for (let pair = 0; pair < PAIRS; pair++) {
      const x = drawPlace(rng)
      tokens.set([x, valueAt(x) + NOISE * rng.normal()], row * TOKENS + 2 * pair)
    }
    const asked = drawPlace(rng)
    tokens[row * TOKENS + TOKENS - 1] = asked
    labels[row] = valueAt(asked)
  }
  return { count, tokens, labels }
}

/** Contexts of functions that are new in every step, in parts of as many rows as go into memory at once. */
export function contextBatches(rows: number, rowsAtOnce: number, seed: number): () => readonly Examples[] {
  const rng = createRng(seed)
  return () => {
    const parts = Array.from({ length: rows / rowsAtOnce }, () => drawContexts(rowsAtOnce, rng))
    return parts.map(contextExamples)
  }
}

/** Inputs are the last tokens, which ask, and all tokens, which are seen. To be disposed of. */
export function contextExamples(contexts: Contexts): Examples & { readonly inputs: [Tensor3D, Tensor3D] } {
  const { count, tokens, labels } = contexts
  const last = Float32Array.from(labels, (_, row) => tokens[row * TOKENS + TOKENS - 1])
  return {
    inputs: [tensor3d(last, [count, 1, 1]), tensor3d(tokens, [count, TOKENS, 1])],
    labels: tensor3d(labels, [count, 1, 1]),
  }
}

/** For each of the second, that multiple of the mean of its tokens which is best on the first. */
export function tokenMeanOutputs(fitted: Contexts, test: Contexts): Float64Array {
  const means = ({ count, tokens }: Contexts) =>
    Float64Array.from({ length: count }, (_, row) => {
      return tokens.subarray(row * TOKENS, (row + 1) * TOKENS).reduce((sum, token) => sum + token, 0) / TOKENS
    })
  const seen = means(fitted)
  const product = seen.reduce((sum, value, row) => sum + value * fitted.labels[row], 0)
  const multiple = product / seen.reduce((sum, value) => sum + value ** 2, 0)
  return means(test).map(value => multiple * value)
}

function drawPlace(rng: Rng): number {
  return 2 * rng.uniform() - 1
}

function drawFunction(rng: Rng): (x: number) => number {
  const length = 2 / SEGMENTS
  const slopes: number[] = []
  const knots = [START * rng.normal()]
  for (let segment = 0; segment < SEGMENTS; segment++) {
    slopes.push(rng.normal())
    knots.push(knots[segment] + length * slopes[segment])
  }
  return x => {
    const segment = Math.min(SEGMENTS - 1, Math.floor((x + 1) / length))
    return knots[segment] + slopes[segment] * (x + 1 - segment * length)
  }
}
