import { InputError } from '@polylog/core'
import { dot, initializers, layers, type serialization, type Tensor, tensor1d, tidy } from '@tensorflow/tfjs'

export interface WeightedDenseOptions {
  readonly units: number
  /** What each unit that comes in stands for: as many as the last axis of the inputs is long. */
  readonly masses: ArrayLike<number>
  /** `'linear'` by default. */
  readonly activation?: string
  /** `true` by default. */
  readonly useBias?: boolean
  readonly name?: string
  readonly trainable?: boolean
  readonly inputShape?: readonly number[]
}

/** Options as JSON carries them: `masses` as a list, and those of a dense layer, in its own snake case turned to camel case. */
interface WeightedDenseConfig extends serialization.ConfigDict {
  units: number
  masses: number[]
  activation: string
  useBias: boolean
}

/**
 * A dense layer that sums its inputs with masses of their own: `y = activation(Σ_j c_j x_j v_j + b)`. Masses are not trained. To
 * load a saved model that holds such layers, register the class first: `tf.serialization.registerClass(WeightedDense)`.
 */
export class WeightedDense extends layers.Layer {
  static readonly className = 'WeightedDense'

  private readonly options: WeightedDenseConfig
  private kernel: ReturnType<WeightedDense['addWeight']> | undefined
  private bias: ReturnType<WeightedDense['addWeight']> | undefined
  private readonly own: layers.Layer

  constructor(config: WeightedDenseConfig) {
    super(config as ConstructorParameters<typeof layers.Layer>[0])
    const { units, masses, activation = 'linear', useBias = true } = config
    checkMasses(masses)
    this.options = { units, masses: Array.from(masses), activation, useBias }
    this.own = layers.activation({ activation: activation as 'relu' })
  }

  /** What each unit that comes in stands for. A copy. */
  get masses(): Float64Array {
    return Float64Array.from(this.options.masses)
  }

  override build(inputShape: unknown): void {
    const { units, masses, useBias } = this.options
    const width = (inputShape as readonly (number | null)[]).at(-1)
    if (width !== masses.length) {
      throw new InputError(
        `Layer ${this.name} has ${masses.length} masses for ${width} inputs`,
        'Give one mass for each unit that comes in',
      )
    }
    const kernel = initializers.glorotUniform({})
    this.kernel = this.addWeight('kernel', [masses.length, units], 'float32', kernel)
    if (useBias) this.bias = this.addWeight('bias', [units], 'float32', initializers.zeros())
    super.build(inputShape as Parameters<layers.Layer['build']>[0])
  }

  override computeOutputShape(inputShape: unknown) {
    return [...(inputShape as number[]).slice(0, -1), this.options.units]
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const input = Array.isArray(inputs) ? inputs[0] : inputs
      const { masses, units } = this.options
      const rows = input.mul(tensor1d(masses)).reshape([-1, masses.length])
      const sums = dot(rows, this.kernel!.read())
      const biased = this.bias ? sums.add(this.bias.read()) : sums
      return this.own.apply(biased.reshape([...input.shape.slice(0, -1), units])) as Tensor
    })
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options }
  }
}

/** @throws InputError for masses that are not positive numbers */
export function weightedDense(options: WeightedDenseOptions): WeightedDense {
  const { masses, activation = 'linear', useBias = true, inputShape, ...others } = options
  return new WeightedDense({
    ...others,
    ...(inputShape && { inputShape: [...inputShape] }),
    masses: Array.from(masses),
    activation,
    useBias,
  })
}

function checkMasses(masses: readonly number[]): void {
  const bad = masses.findIndex(mass => !(mass > 0 && mass < Infinity))
  if (bad >= 0) throw new InputError(`Mass ${bad} is ${masses[bad]}`, 'Masses are positive numbers')
}
