import {
  AdamOptimizer,
  type NamedTensorMap,
  SGDOptimizer,
  tidy,
  train,
  type Variable,
} from '@tensorflow/tfjs'
import { ResilientPropagation } from './resilient-propagation.js'

/** As PyTorch sets them, by the names of its optimisers. */
export const RULES = {
  sgd: (rate: number) => train.sgd(rate),
  adam: (rate: number) => train.adam(rate, 0.9, 0.999, 1e-8),
  adamax: (rate: number) => train.adamax(rate, 0.9, 0.999, 1e-8),
  rmsprop: (rate: number) => train.rmsprop(rate, 0.99, 0, 1e-8),
  rprop: (rate: number, variables: readonly Variable[]) => new ResilientPropagation(rate, variables),
} as const

export type OptimiserName = 'sgd' | 'adam' | 'adamw'

/** Steps of an optimiser whose rate is set before each. */
export interface Optimiser {
  step(variables: readonly Variable[], gradients: NamedTensorMap, rate: number): void
  dispose(): void
}

/** Of PyTorch's AdamW, by default: in every step, all parameters shrink by the rate times this. */
const WEIGHT_DECAY = 0.01

class ScheduledAdam extends AdamOptimizer {
  set rate(rate: number) {
    this.learningRate = rate
  }
}

export function createOptimiser(name: OptimiserName): Optimiser {
  if (name === 'sgd') {
    const optimizer = new SGDOptimizer(1)
    return {
      step(_variables, gradients, rate) {
        optimizer.setLearningRate(rate)
        optimizer.applyGradients(named(gradients))
      },
      dispose: () => optimizer.dispose(),
    }
  }
  const optimizer = new ScheduledAdam(1, 0.9, 0.999, 1e-8)
  return {
    step(variables, gradients, rate) {
      if (name === 'adamw') {
        for (const weights of variables) tidy(() => weights.assign(weights.mul(1 - rate * WEIGHT_DECAY)))
      }
      optimizer.rate = rate
      optimizer.applyGradients(named(gradients))
    },
    dispose: () => optimizer.dispose(),
  }
}

function named(gradients: NamedTensorMap) {
  return Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }))
}

/** From 1 to 0 along a cosine, over so many steps. */
export function cosineShare(step: number, steps: number): number {
  return (1 + Math.cos((Math.PI * step) / steps)) / 2
}
