import {
  dropout,
  linalg,
  matMul,
  ones,
  softmax,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tensor2d,
} from '@tensorflow/tfjs'

/** What is added to the scores of places that are not to be seen. */
const HIDDEN = -1e9

export interface AttentionInputs {
  /** `rows × heads × queries × keyDim` */
  readonly queries: Tensor4D
  /** `rows × keys' heads × places × keyDim` */
  readonly keys: Tensor4D
  /** `rows × keys' heads × places × valueDim` */
  readonly values: Tensor4D
  /** For each head, the number of its key and value. */
  readonly keyValueHeads: readonly number[]
  /** What is seen, 1, and what is not, 0; shapes that broadcast to `rows × heads × queries × places`. */
  readonly masks: readonly Tensor[]
  /** Share of the attention that is dropped. */
  readonly dropped: number
}

/**
 * `softmax(q kᵀ / √keyDim) v` of every head (Vaswani et al., Attention Is All You Need, 2017): `rows × heads × queries ×
 * valueDim`. Heads of one group share keys and values (Ainslie et al., GQA, 2023). To be called within a `tidy`.
 */
export function scaledDotProduct(inputs: AttentionInputs): Tensor4D {
  const { queries, keyValueHeads, masks, dropped } = inputs
  const [keys, values] = [inputs.keys, inputs.values].map(shared => forEveryHead(shared, keyValueHeads))
  const scores = matMul(queries.mul(1 / Math.sqrt(queries.shape[3])), keys, false, true)
  const seen = masks.reduce<Tensor>((sum, mask) => sum.add(mask.toFloat().sub(1).mul(-HIDDEN)), scores)
  const attention = softmax(seen)
  return matMul(dropped > 0 ? dropout(attention, dropped) : attention, values) as Tensor4D
}

/** `1 × 1 × queries × places`, in which a query sees the places up to its own. */
export function causalMask(queries: number, places: number): Tensor {
  return linalg.bandPart(ones([queries, places]), -1, 0).reshape([1, 1, queries, places])
}

/** By a product: gradients of gathering are not known to all backends. */
function forEveryHead(shared: Tensor4D, keyValueHeads: readonly number[]): Tensor4D {
  if (keyValueHeads.every((group, head) => group === head)) return shared
  const [rows, groups, places, length] = shared.shape
  const uses = tensor2d(
    keyValueHeads.map(own => Array.from({ length: groups }, (_, group) => (group === own ? 1 : 0))),
  )
  const side = shared.transpose([1, 0, 2, 3]).reshape<Tensor2D>([groups, -1])
  const all = matMul(uses, side).reshape([keyValueHeads.length, rows, places, length])
  return all.transpose([1, 0, 2, 3])
}
