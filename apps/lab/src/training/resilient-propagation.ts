import {
  type NamedTensorMap,
  Optimizer,
  type serialization,
  type Tensor,
  tidy,
  type Variable,
  zerosLike,
} from '@tensorflow/tfjs'

/** PyTorch's defaults: how step sizes shrink where a gradient changes its sign, and grow where it does not, and their bounds. */
const SHRINK = 0.5
const GROW = 1.2
const LEAST_STEP = 1e-6
const MOST_STEP = 50

interface State {
  readonly before: Variable
  readonly sizes: Variable
}

/**
 * Rprop (Riedmiller and Braun 1993), which TensorFlow.js does not have: every number goes by a step size of its own, against
 * the sign of its gradient. A schedule scales the steps.
 */
export class ResilientPropagation extends Optimizer {
  static readonly className = 'Rprop'
  private readonly states = new Map<string, State>()

  constructor(
    private readonly first: number,
    private readonly variables: readonly Variable[],
    /** Of the steps. */
    public learningRate = first,
  ) {
    super()
  }

  override applyGradients(given: NamedTensorMap | { name: string; tensor: Tensor }[]): void {
    const named = Array.isArray(given)
      ? given
      : Object.entries(given).map(([name, tensor]) => ({ name, tensor }))
    for (const { name, tensor: gradient } of named) {
      const variable = this.variables.find(known => known.name === name)!
      const { before, sizes } = this.stateOf(variable)
      tidy(() => {
        const agreement = gradient.mul(before)
        const turned = agreement.less(0)
        const factor = turned
          .toFloat()
          .mul(SHRINK)
          .add(agreement.greater(0).toFloat().mul(GROW))
          .add(agreement.equal(0).toFloat())
        sizes.assign(sizes.mul(factor).clipByValue(LEAST_STEP, MOST_STEP))
        const used = gradient.mul(turned.logicalNot().toFloat())
        before.assign(used)
        const step = used
          .sign()
          .mul(sizes)
          .mul(this.learningRate / this.first)
        variable.assign(variable.sub(step))
      })
    }
    this.incrementIterations()
  }

  private stateOf(variable: Variable): State {
    const known = this.states.get(variable.name)
    if (known) return known
    const made = tidy(() => ({
      before: zerosLike(variable).variable(false),
      sizes: zerosLike(variable).add(this.first).variable(false),
    }))
    this.states.set(variable.name, made)
    return made
  }

  override dispose(): void {
    for (const { before, sizes } of this.states.values()) {
      before.dispose()
      sizes.dispose()
    }
    super.dispose()
  }

  override getConfig(): serialization.ConfigDict {
    return { learningRate: this.learningRate }
  }
}
