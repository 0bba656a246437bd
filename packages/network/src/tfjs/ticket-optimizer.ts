import { checkNames, OptionError } from '@polylog/core'
import {
  type LayersModel,
  type NamedTensorMap,
  Optimizer,
  type serialization,
  sum,
  type Tensor,
  tensor,
  tidy,
  type Variable,
} from '@tensorflow/tfjs'
import { type AxisMasses, type MassesByLayer, type WeightMasses, weightMasses } from './unit-masses.js'

export interface TicketOptions {
  /**
   * Masses by the names of the layers whose units they belong to, of a model that has them folded into its kernels: `choices` of
   * `compressModel`. Those that weighted layers hold count by themselves.
   */
  readonly masses?: MassesByLayer
  /** Decay of all weights. `'decoupled'` by the rate times this in every step, as AdamW does it; `'coupled'` as a part of the gradient. */
  readonly weightDecay?: { readonly rate: number; readonly kind: 'decoupled' | 'coupled' }
  /** Gradients, coupled decay included, are shortened to this length, which is that of the wide network's. */
  readonly clipNorm?: number
}

/** Rules that work number by number: those of TensorFlow.js, and others that people add. */
const ELEMENT_WISE: readonly string[] = [
  'SGD',
  'Momentum',
  'RMSProp',
  'Adam',
  'Adamax',
  'Adagrad',
  'Adadelta',
  'AdamW',
  'AMSGrad',
  'Lion',
  'NAdam',
  'RAdam',
  'Rprop',
]

/** How gradients of one variable are changed; all tensors are kept until the optimiser is disposed of. */
interface Rule {
  readonly variable: Variable
  /** What gradients are multiplied by. */
  readonly factor?: Tensor
  /** Folded into the variable: they are taken out of it for the time of a step. */
  readonly masses?: Tensor
  /** How many numbers of the wide network each entry stands for. */
  readonly multiplicity?: Tensor
}

/**
 * An optimiser with which a compressed network follows the wide one (dynamical lottery ticket, arXiv:2510.00504): gradients of
 * every unit are divided by its mass before `inner` sees them. For models that hold masses apart, in layers of the kind
 * `WeightedDense` or in attention, or with `masses`, folded into the kernels: then outgoing weights are divided by them for the time of the step,
 * so that decay and every rule that works number by number do what they do to the wide network's. Works in `model.fit` and in loops of one's own.
 *
 * @param inner any optimiser of TensorFlow.js; disposed of with this one
 * @throws OptionError for rules that look at whole layers, by name
 * @throws InputError for masses that do not fit the model
 */
export function ticketOptimizer(
  inner: Optimizer,
  model: LayersModel,
  options: TicketOptions = {},
): TicketOptimizer {
  checkNames('ticketOptimizer', options, ['masses', 'weightDecay', 'clipNorm'])
  if (!(inner instanceof Optimizer)) {
    throw new OptionError('inner is no optimizer of TensorFlow.js', 'Give one, such as tf.train.adam(1e-3)')
  }
  checkTicketOptions(inner, options)
  const name = inner.getClassName()
  if (!ELEMENT_WISE.includes(name)) {
    throw new OptionError(
      `The optimiser ${name} is not known to work number by number, and masses change what rules of whole layers do`,
      `Give one of ${ELEMENT_WISE.join(', ')}`,
    )
  }
  return new TicketOptimizer(inner, rulesOf(model, options.masses), options)
}

function checkTicketOptions(inner: Optimizer, { weightDecay, clipNorm, masses }: TicketOptions): void {
  if (masses !== undefined && !(masses instanceof Map)) {
    throw new OptionError(
      'masses is no Map',
      'Give a Map from layers, such as new Map(Object.entries(masses))',
    )
  }
  if (clipNorm !== undefined && !(typeof clipNorm === 'number' && clipNorm > 0)) {
    throw new OptionError(`clipNorm is ${clipNorm}`, 'Give a positive number')
  }
  if (!weightDecay) return
  const { rate, kind } = weightDecay
  if (!(rate >= 0 && rate < Infinity)) {
    throw new OptionError(`The rate of weightDecay is ${rate}`, 'Give a number of 0 or more')
  }
  if (kind !== 'decoupled' && kind !== 'coupled') {
    throw new OptionError(
      `The kind of weightDecay is ${JSON.stringify(kind)}`,
      "Give 'decoupled' or 'coupled'",
    )
  }
  const { learningRate } = inner as unknown as { readonly learningRate?: number }
  if (kind === 'decoupled' && !Number.isFinite(learningRate)) {
    throw new OptionError(`${inner.getClassName()} has no learning rate`, "Decay weights as 'coupled'")
  }
}

export class TicketOptimizer extends Optimizer {
  private readonly rules: ReadonlyMap<string, Rule>

  constructor(
    private readonly inner: Optimizer,
    rules: readonly Rule[],
    private readonly options: TicketOptions,
  ) {
    super()
    this.rules = new Map(rules.map(rule => [rule.variable.name, rule]))
  }

  /** Of the steps to come, as schedules set it. */
  setLearningRate(rate: number): void {
    ;(this.inner as unknown as { learningRate: number }).learningRate = rate
    if ('setLearningRate' in this.inner)
      (this.inner as { setLearningRate(rate: number): void }).setLearningRate(rate)
  }

  get learningRate(): number {
    return (this.inner as unknown as { learningRate: number }).learningRate
  }

  set learningRate(rate: number) {
    this.setLearningRate(rate)
  }

  override applyGradients(given: NamedTensorMap | { name: string; tensor: Tensor }[]): void {
    const all = Array.isArray(given)
      ? given
      : Object.entries(given).map(([name, gradient]) => ({ name, tensor: gradient }))
    // What a loss does not depend on has none.
    const named = all.filter(({ tensor: gradient }) => gradient)
    tidy(() => {
      const folded = named.flatMap(({ name }) => {
        const rule = this.rules.get(name)
        return rule?.masses ? [{ variable: rule.variable, masses: rule.masses }] : []
      })
      for (const { variable, masses } of folded) variable.assign(variable.div(masses))
      try {
        const gradients = this.clipped(
          named.map(({ name, tensor }) => ({ name, tensor: this.scaled(name, tensor) })),
        )
        this.decay(gradients.map(({ name }) => name))
        this.inner.applyGradients(gradients)
      } finally {
        for (const { variable, masses } of folded) variable.assign(variable.mul(masses))
      }
    })
    this.incrementIterations()
  }

  private scaled(name: string, gradient: Tensor): Tensor {
    const rule = this.rules.get(name)
    const own = rule?.factor ? gradient.mul(rule.factor) : gradient
    const { weightDecay } = this.options
    if (weightDecay?.kind !== 'coupled' || !rule) return own
    return own.add(rule.variable.mul(weightDecay.rate))
  }

  /** By the norm of the wide network's gradients, of which every entry stands for as many as its mass. */
  private clipped(gradients: { name: string; tensor: Tensor }[]): { name: string; tensor: Tensor }[] {
    const { clipNorm } = this.options
    if (clipNorm === undefined) return gradients
    const squares = gradients.map(({ name, tensor: gradient }) => {
      const { multiplicity } = this.rules.get(name) ?? {}
      return sum(multiplicity ? gradient.square().mul(multiplicity) : gradient.square())
    })
    const norm = squares.reduce((total, square) => total.add(square)).sqrt()
    const factor = tensor(clipNorm).div(norm.maximum(clipNorm))
    return gradients.map(({ name, tensor: gradient }) => ({ name, tensor: gradient.mul(factor) }))
  }

  private decay(names: readonly string[]): void {
    const { weightDecay } = this.options
    if (weightDecay?.kind !== 'decoupled') return
    const share = 1 - this.learningRate * weightDecay.rate
    for (const name of names) {
      const variable = this.rules.get(name)?.variable
      variable?.assign(variable.mul(share))
    }
  }

  override dispose(): void {
    for (const { factor, masses, multiplicity } of this.rules.values()) {
      factor?.dispose()
      masses?.dispose()
      multiplicity?.dispose()
    }
    this.inner.dispose()
    super.dispose()
  }

  /** Those of the inner optimiser: what a checkpoint holds besides the model's weights. */
  override getWeights() {
    return this.inner.getWeights()
  }

  override setWeights(weights: Parameters<Optimizer['setWeights']>[0]) {
    return this.inner.setWeights(weights)
  }

  /** @throws OptionError: what a model is saved with is not enough to make it again, since it knows the model */
  override getConfig(): serialization.ConfigDict {
    throw new OptionError(
      'A TicketOptimizer cannot be saved along with a model',
      'Save the model without its optimizer, keep what getWeights() gives, and make it anew around the loaded model',
    )
  }

  static readonly className = 'TicketOptimizer'
}

function rulesOf(model: LayersModel, masses: MassesByLayer | undefined): readonly Rule[] {
  return weightMasses(model, masses).flatMap(found => {
    const weight = model.getLayer(found.layer).weights[found.weight]
    const variable = weight.read() as Variable
    // Of frozen layers, too: they may be thawed, and until then there are no gradients.
    return [{ variable, ...tensorsOf(found, variable.shape) }]
  })
}

/** Folded kernels have their incoming masses in them: gradients by `c v` are those by `v` over `c` already. */
function tensorsOf({ incoming, outgoing }: WeightMasses, shape: readonly number[]): Omit<Rule, 'variable'> {
  if (!incoming && !outgoing) return {}
  const isFolded = incoming?.isFolded === true
  const along = (given: AxisMasses | undefined): Tensor | undefined => {
    if (!given) return undefined
    const { masses, axis } = given
    const length = shape[axis]
    const values = Float32Array.from({ length }, (_, i) => masses[i % masses.length])
    return tensor(
      values,
      shape.map((_, at) => (at === axis ? length : 1)),
    )
  }
  return tidy(() => {
    const into = along(incoming)
    const out = along(outgoing)
    const both = into && out ? into.mul(out) : (into ?? out)
    const divisor = isFolded ? out : both
    return {
      ...(divisor && { factor: divisor.reciprocal() }),
      ...(isFolded && into && { masses: into }),
      ...(both && { multiplicity: both.clone() }),
    }
  }) as Omit<Rule, 'variable'>
}
