import type { Rng } from '@polylog/core'
import { multiHeadAttention } from '@polylog/network/tfjs'
import { input, type LayersModel, model, type SymbolicTensor, tensor3d, tidy } from '@tensorflow/tfjs'
import { TOKENS } from './piecewise-linear-task.js'

export const HEAD_DIM = 2

/** Heads of scalar tokens without biases: `count × HEAD_DIM` numbers of each kernel. */
export interface Heads {
  readonly count: number
  readonly query: Float32Array
  readonly key: Float32Array
  readonly value: Float32Array
  readonly output: Float32Array
}

/** As PyTorch draws linear maps: uniform on `±1 / sqrt(fan-in)`, which is that of all heads for the outputs. */
export function drawHeads(count: number, rng: Rng): Heads {
  const draw = (fanIn: number) =>
    Float32Array.from({ length: HEAD_DIM * count }, () => (2 * rng.uniform() - 1) / Math.sqrt(fanIn))
  return { count, query: draw(1), key: draw(1), value: draw(1), output: draw(HEAD_DIM * count) }
}

export function selectedHeads({ query, key, value, output }: Heads, indices: ArrayLike<number>): Heads {
  const select = (kernel: Float32Array) =>
    Float32Array.from({ length: HEAD_DIM * indices.length }, (_, at) => {
      return kernel[HEAD_DIM * indices[Math.floor(at / HEAD_DIM)] + (at % HEAD_DIM)]
    })
  return {
    count: indices.length,
    query: select(query),
    key: select(key),
    value: select(value),
    output: select(output),
  }
}

/**
 * One layer of attention whose last token asks for what is put out: as no token comes after it, a causal mask hides nothing.
 *
 * @param masses what each head stands for, where it stands for several
 * @returns to be disposed of
 */
export function attentionModel(heads: Heads, masses?: ArrayLike<number>): LayersModel {
  const [query, tokens] = [input({ shape: [1, 1] }), input({ shape: [TOKENS, 1] })]
  const { count } = heads
  const layer = multiHeadAttention({
    ...{ numHeads: count, keyDim: HEAD_DIM, outputDim: 1, useBias: false },
    ...(masses && { masses }),
  })
  const made = model({ inputs: [query, tokens], outputs: layer.apply([query, tokens]) as SymbolicTensor })
  tidy(() =>
    made.setWeights([
      ...[heads.query, heads.key, heads.value].map(kernel => tensor3d(kernel, [1, count, HEAD_DIM])),
      tensor3d(heads.output, [count, HEAD_DIM, 1]),
    ]),
  )
  return made
}
