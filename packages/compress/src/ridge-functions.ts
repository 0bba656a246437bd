import { createRng, type WeightedSet } from '@polylog/core'
import type { Probe } from './compress-options.js'

/** Fixed, so that orders are judged alike in every run. */
const FAMILY_SEED = 510
const FUNCTIONS = 24

const SHAPES: readonly ((t: number) => number)[] = [
  t => 1 / (1 + Math.exp(-t)),
  t => Math.exp(-t * t),
  t => Math.cos(2 * t),
  t => Math.max(0, t),
  t => Math.abs(t),
  t => softplus(3 * t),
]

/** `log(1 + exp(t))`, finite wherever `t` is. */
function softplus(t: number): number {
  return Math.max(0, t) + Math.log1p(Math.exp(-Math.abs(t)))
}

/**
 * The seeded family on which orders are compared where the user has no probe: ridge functions
 * `s(<direction, w> - offset)` of standardised coordinates, smooth shapes and kinked ones in turn.
 */
export function ridgeFunctions(set: WeightedSet): { readonly probe: Probe; readonly count: number } {
  const { dim } = set
  const { mean, deviation } = spread(set)
  const rng = createRng(FAMILY_SEED)
  const directions = new Float64Array(FUNCTIONS * dim)
  const offsets = new Float64Array(FUNCTIONS)
  for (let i = 0; i < FUNCTIONS; i++) {
    let length = 0
    for (let axis = 0; axis < dim; axis++) {
      const value = rng.normal()
      directions[i * dim + axis] = value
      length += value * value
    }
    for (let axis = 0; axis < dim; axis++) {
      directions[i * dim + axis] /= Math.sqrt(length) * (deviation[axis] || 1)
    }
    offsets[i] = rng.normal() * 0.5
  }
  const values = new Float64Array(FUNCTIONS)
  return {
    count: FUNCTIONS,
    probe(point) {
      for (let i = 0; i < FUNCTIONS; i++) {
        let t = -offsets[i]
        for (let axis = 0; axis < dim; axis++) t += directions[i * dim + axis] * (point[axis] - mean[axis])
        values[i] = SHAPES[i % SHAPES.length](t)
      }
      return values
    },
  }
}

function spread({ size, dim, points, weights }: WeightedSet) {
  const mean = new Float64Array(dim)
  const deviation = new Float64Array(dim)
  let mass = 0
  for (let i = 0; i < size; i++) {
    if (weights[i] === 0) continue
    mass += weights[i]
    for (let axis = 0; axis < dim; axis++) {
      const difference = points[i * dim + axis] - mean[axis]
      mean[axis] += difference * (weights[i] / mass)
      deviation[axis] += weights[i] * difference * (points[i * dim + axis] - mean[axis])
    }
  }
  return { mean, deviation: deviation.map(value => Math.sqrt(value / mass)) }
}
