import { layers, type SymbolicTensor, type Tensor, tidy } from '@tensorflow/tfjs'
import type { MultiHeadAttention } from './multi-head-attention.js'

/** Puts out what an attention's heads see. It has no weights of its own, and models that hold it are not saved. */
class HeadContexts extends layers.Layer {
  static readonly className = 'HeadContexts'

  constructor(private readonly attention: MultiHeadAttention) {
    super()
    this.supportsMasking = true
  }

  override computeOutputShape(inputShape: unknown) {
    const { numHeads, valueDim } = this.attention.options
    const shape = this.attention.computeOutputShape(inputShape)
    return [...shape.slice(0, -1), numHeads * valueDim]
  }

  override call(inputs: Tensor | Tensor[], kwargs: Parameters<layers.Layer['call']>[1]): Tensor {
    return tidy(() => this.attention.contexts(inputs, kwargs))
  }
}

/** What the heads of a layer see, side by side, as a model that puts it out names it. */
export function headContexts(attention: layers.Layer): SymbolicTensor {
  return new HeadContexts(attention as MultiHeadAttention).apply(attention.input) as SymbolicTensor
}
