import { checkNames, InputError } from '@polylog/core'
import {
  initializers,
  layers,
  matMul,
  type serialization,
  type Tensor,
  type Tensor4D,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs'
import {
  type AttentionConfig,
  attentionConfig,
  keyValueCount,
  type MultiHeadAttentionOptions,
} from './attention-options.js'
import { causalMask, scaledDotProduct } from './scaled-dot-product.js'

type LayerWeight = ReturnType<layers.Layer['addWeight']>

interface Projection {
  readonly kernel: LayerWeight
  readonly bias?: LayerWeight
}

/** Arguments of a call: whether the model trains, and the mask of its first input. */
type CallArguments = Parameters<layers.Layer['call']>[1]

/** Shapes without the mask's. */
type Shape = readonly (number | null)[]

/**
 * Multi-head attention, with the weights and conventions of Keras: kernels `inputs × heads × length` of queries, keys and values,
 * each followed by its bias `heads × length`, and `heads × length × outputs` of the outputs.
 *
 * Called on one tensor `rows × places × inputs`, which attends to itself, or on a list: queries, values, keys if they are
 * others than the values, and a mask `rows × queries × places`, or one that broadcasts to it, of what is seen. A mask that an
 * earlier layer made, such as an embedding of padded words, hides places where a tensor attends to itself; TensorFlow.js does
 * not hand on those of further inputs.
 *
 * To load a saved model that holds such layers, register the class first:
 * `tf.serialization.registerClass(MultiHeadAttention)`.
 */
export class MultiHeadAttention extends layers.Layer {
  static readonly className = 'MultiHeadAttention'

  /** The options with all defaults. */
  readonly options: Readonly<AttentionConfig>
  private projections: Readonly<Record<'query' | 'key' | 'value' | 'output', Projection>> | undefined

  constructor(config: MultiHeadAttentionOptions) {
    super(config as ConstructorParameters<typeof layers.Layer>[0])
    this.options = attentionConfig(config)
    this.supportsMasking = true
  }

  override build(inputShape: unknown): void {
    const { query, value, key } = shapesOf(this.name, inputShape)
    const { numHeads, keyDim, valueDim } = this.options
    const groups = keyValueCount(this.options)
    const outputs = this.outputLength(query)
    this.projections = {
      query: this.addProjection('query', [lengthOf(this.name, query), numHeads, keyDim], 1),
      key: this.addProjection('key', [lengthOf(this.name, key), groups, keyDim], 1),
      value: this.addProjection('value', [lengthOf(this.name, value), groups, valueDim], 1),
      output: this.addProjection('attention_output', [numHeads, valueDim, outputs], 2),
    }
    super.build(inputShape as Parameters<layers.Layer['build']>[0])
  }

  /** @param inputAxes of the kernel; the bias has the others */
  private addProjection(name: string, shape: number[], inputAxes: number): Projection {
    // As of a matrix: what comes in by what goes out.
    const into = shape.slice(0, inputAxes).reduce((product, size) => product * size, 1)
    const out = shape.slice(inputAxes).reduce((product, size) => product * size, 1)
    const limit = Math.sqrt(6 / (into + out))
    const drawn = initializers.randomUniform({ minval: -limit, maxval: limit })
    const kernel = this.addWeight(`${name}/kernel`, shape, 'float32', drawn)
    if (!this.options.useBias) return { kernel }
    const bias = this.addWeight(`${name}/bias`, shape.slice(inputAxes), 'float32', initializers.zeros())
    return { kernel, bias }
  }

  override computeOutputShape(inputShape: unknown) {
    const { query } = shapesOf(this.name, inputShape)
    return [...query.slice(0, -1), this.outputLength(query)] as number[]
  }

  private outputLength(query: Shape): number {
    return this.options.outputDim || lengthOf(this.name, query)
  }

  /** That of the queries. */
  override computeMask(_inputs: Tensor | Tensor[], mask?: Tensor | Tensor[]): Tensor {
    return (Array.isArray(mask) ? mask[0] : mask) as Tensor
  }

  override call(inputs: Tensor | Tensor[], { training, mask }: CallArguments = {}): Tensor {
    return tidy(() => {
      const { numHeads, valueDim, masses } = this.options
      const contexts = this.contexts(inputs, { training, mask })
      const [rows, queries] = contexts.shape
      const weighted = masses.length
        ? contexts.reshape([rows, queries, numHeads, valueDim]).mul(tensor1d(masses).reshape([numHeads, 1]))
        : contexts
      const { kernel, bias } = this.projections!.output
      const matrix = kernel.read().reshape([numHeads * valueDim, -1])
      const sums = matMul(weighted.reshape([rows * queries, numHeads * valueDim]), matrix)
      const biased = bias ? sums.add(bias.read()) : sums
      return biased.reshape([rows, queries, -1])
    })
  }

  /** What the heads see, side by side, before the output's kernel: `rows × queries × (heads · valueDim)`. */
  contexts(inputs: Tensor | Tensor[], { training, mask }: CallArguments = {}): Tensor {
    return tidy(() => {
      const list = Array.isArray(inputs) ? inputs : [inputs]
      const [query, value = query, key = value, seen] = list
      const { keyValueHeads, useCausalMask, dropout, numHeads, valueDim } = this.options
      const [rows, queries, places] = [query.shape[0], query.shape[1]!, value.shape[1]!]
      const masks: Tensor[] = []
      if (useCausalMask) masks.push(causalMask(queries, places))
      if (seen) masks.push(seen.reshape([seen.shape[0], 1, ...seen.shape.slice(1)]))
      // TensorFlow.js also hands on masks of layers that had nothing to do with this one.
      const padding = mask as Tensor | null | undefined
      if (query === value && padding?.shape.join() === `${rows},${places}`) {
        masks.push(padding.reshape([rows, 1, 1, places]))
      }
      const projections = this.projections!
      const contexts = scaledDotProduct({
        queries: projected(query, projections.query),
        keys: projected(key, projections.key),
        values: projected(value, projections.value),
        keyValueHeads,
        masks,
        dropped: training ? dropout : 0,
      })
      return contexts.transpose([0, 2, 1, 3]).reshape([rows, queries, numHeads * valueDim])
    })
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options }
  }
}

const NAMES: readonly string[] = [
  'numHeads',
  'keyDim',
  'valueDim',
  'outputDim',
  'keyValueHeads',
  'groupSizes',
  'useCausalMask',
  'useBias',
  'dropout',
  'masses',
  'name',
  'trainable',
]

/** @throws OptionError or InputError for options that do not fit each other */
export function multiHeadAttention(options: MultiHeadAttentionOptions): MultiHeadAttention {
  checkNames('multiHeadAttention', options, NAMES)
  return new MultiHeadAttention(options)
}

/** `rows × heads × places × length` */
function projected(input: Tensor, { kernel, bias }: Projection): Tensor4D {
  const [rows, places, inputs] = input.shape
  const [, heads, length] = kernel.shape as readonly number[]
  const matrix = kernel.read().reshape([inputs!, heads * length])
  const sums = matMul(input.reshape([rows * places!, inputs!]), matrix)
  const biased = bias ? sums.add(bias.read().reshape([heads * length])) : sums
  return biased.reshape([rows, places!, heads, length]).transpose([0, 2, 1, 3])
}

function shapesOf(layer: string, given: unknown): Readonly<Record<'query' | 'value' | 'key', Shape>> {
  const shapes = (Array.isArray((given as readonly unknown[])[0]) ? given : [given]) as readonly Shape[]
  const [query, value = query, key = value] = shapes
  if (shapes.length > 4) {
    throw new InputError(
      `Layer ${layer} is called on ${shapes.length} tensors`,
      'Give queries, values, keys and a mask at most',
    )
  }
  const bad = [query, value, key].find(shape => shape.length !== 3)
  if (bad) {
    throw new InputError(
      `Layer ${layer} is called on a tensor of the shape [${bad.join(', ')}]`,
      'Give rows × places × inputs',
    )
  }
  return { query, value, key }
}

function lengthOf(layer: string, shape: Shape): number {
  const length = shape.at(-1)
  if (typeof length === 'number') return length
  throw new InputError(`The last axis of what layer ${layer} takes in has no length`, 'Give the inputs one')
}
