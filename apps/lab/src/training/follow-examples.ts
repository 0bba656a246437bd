import {
  addN,
  type LayersModel,
  losses,
  type Scalar,
  type Tensor,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs'
import { type Training, trainableVariables } from './follow-wide.js'

/** What a model takes in, a tensor for each input, and what it should put out. */
export interface Examples {
  readonly inputs: Tensor | Tensor[]
  readonly labels: Tensor
}

export interface FollowedData {
  /**
   * The examples of the next step, in parts of equal size that are gone through one after the other: small ones take less memory.
   * Called within a `tidy`.
   */
  nextBatch(): readonly Examples[]
  /** Disposed of by the caller. */
  readonly test: Examples
}

/** Any model: its gradients are TensorFlow.js's. */
export function trainingOn(model: LayersModel, { nextBatch, test }: FollowedData): Training {
  const variables = trainableVariables(model)
  return {
    model,
    nextGradients: () => meanGradients(model, variables, nextBatch()),
    outputs() {
      const found = model.predict(test.inputs) as Tensor
      const outputs = Float64Array.from(found.dataSync())
      found.dispose()
      return outputs
    },
    labels: test.labels.dataSync(),
  }
}

/** Parts take their memory one after the other. */
function meanGradients(
  model: LayersModel,
  variables: Variable[],
  parts: readonly Examples[],
): { name: string; tensor: Tensor }[] {
  const found = parts.map(({ inputs, labels }) => {
    const loss = () => losses.meanSquaredError(labels, model.apply(inputs) as Tensor) as Scalar
    return variableGrads(loss, variables).grads
  })
  if (found.length === 1) return variables.map(({ name }) => ({ name, tensor: found[0][name] }))
  return variables.map(({ name }) => {
    const sum = addN(found.map(gradients => gradients[name]))
    return { name, tensor: sum.div(found.length) }
  })
}
