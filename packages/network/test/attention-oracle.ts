import type { MultiHeadAttention } from '@polylog/network/tfjs'
import type { Tensor3D } from '@tensorflow/tfjs'

type Rows = readonly (readonly number[])[]

/** One row of a batch: queries and places, each a list of numbers, and what is seen. */
export interface AttentionCase {
  readonly query: Rows
  readonly value: Rows
  readonly key: Rows
  /** Whether query `i` sees place `j`. */
  readonly sees: (i: number, j: number) => boolean
}

/** Outputs of an attention layer with biases by the formula, number by number in double precision. */
export function attentionByFormula(
  layer: MultiHeadAttention,
  { query, value, key, sees }: AttentionCase,
): number[][] {
  const { numHeads, keyDim, valueDim, keyValueHeads, masses } = layer.options
  const weights = layer.getWeights().map(weight => weight.arraySync())
  const [wq, wk, wv, wo] = [0, 2, 4, 6].map(at => weights[at] as number[][][])
  const [bq, bk, bv] = [1, 3, 5].map(at => weights[at] as number[][])
  const bo = weights[7] as number[]
  const project = (x: readonly number[], w: number[][][], b: number[][], head: number, length: number) =>
    Array.from({ length }, (_, k) => x.reduce((sum, value, i) => sum + value * w[i][head][k], b[head][k]))
  return query.map((x, i) => {
    const outputs = [...bo]
    for (let head = 0; head < numHeads; head++) {
      const group = keyValueHeads[head]
      const q = project(x, wq, bq, head, keyDim)
      const scores = key.map((place, j) => {
        if (!sees(i, j)) return -Infinity
        const k = project(place, wk, bk, group, keyDim)
        return q.reduce((sum, value, at) => sum + value * k[at], 0) / Math.sqrt(keyDim)
      })
      const highest = Math.max(...scores)
      const shares = scores.map(score => Math.exp(score - highest))
      const total = shares.reduce((sum, share) => sum + share, 0)
      const context = new Array<number>(valueDim).fill(0)
      value.forEach((place, j) => {
        const v = project(place, wv, bv, group, valueDim)
        for (let at = 0; at < valueDim; at++) context[at] += (shares[j] / total) * v[at]
      })
      const mass = masses[head] ?? 1
      for (let o = 0; o < outputs.length; o++) {
        outputs[o] += mass * context.reduce((sum, value, at) => sum + value * wo[head][at][o], 0)
      }
    }
    return outputs
  })
}

/** Largest difference from the formula, over all rows of a batch. */
export function farthestFromFormula(
  layer: MultiHeadAttention,
  found: Tensor3D,
  inputs: { readonly query: Tensor3D; readonly value: Tensor3D; readonly key: Tensor3D },
  sees: (row: number, i: number, j: number) => boolean,
): number {
  const [query, value, key] = [inputs.query, inputs.value, inputs.key].map(given => given.arraySync())
  return found.arraySync().reduce((most, outputs, row) => {
    const wanted = attentionByFormula(layer, {
      query: query[row],
      value: value[row],
      key: key[row],
      sees: (i, j) => sees(row, i, j),
    })
    return outputs.reduce(
      (largest, values, i) =>
        values.reduce((next, number, o) => Math.max(next, Math.abs(number - wanted[i][o])), largest),
      most,
    )
  }, 0)
}
