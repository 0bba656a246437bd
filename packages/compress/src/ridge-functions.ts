import { createRng, spreadOf, type WeightedSet } from '@polylog/core'
import type { Probe } from './compress-options.js'

/** Fixed, so that orders are judged alike in every run. */
const FAMILY_SEED = 510
/** Each shape comes so many times. */
const DRAWS = 8

/** Functions change over one standard deviation, or over so much less or more. */
const SLOPES = { least: 0.25, most: 1.25 }

/** Of `t` in standard deviations, and of `u`, which is `t` scaled to `[-1, 1]` over the set, and held there. */
const SHAPES: readonly ((t: number, u: number) => number)[] = [
  t => 1 / (1 + Math.exp(-t)),
  t => Math.exp((-t * t) / 2),
  t => Math.cos(t),
  t => softplus(t),
  t => Math.max(0, t),
  t => Math.abs(t),
  // Analytic, but hardly beyond the points: high orders are worth their while.
  (_t, u) => 0.1 / (1.1 + u),
  (_t, u) => 1 / (1 + 10 * u * u),
]

const FUNCTIONS = DRAWS * SHAPES.length

/** `log(1 + exp(t))`, finite wherever `t` is. */
function softplus(t: number): number {
  return Math.max(0, t) + Math.log1p(Math.exp(-Math.abs(t)))
}

/**
 * The seeded family on which orders are compared where the user has no probe: ridge functions
 * `s(<direction, w> - offset)` of standardised coordinates: smooth shapes, kinked ones, and some with poles just beyond the
 * points, in turn.
 */
export function ridgeFunctions(set: WeightedSet): { readonly probe: Probe; readonly count: number } {
  const { dim } = set
  const { mean, deviation } = spreadOf(set)
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
    const slope = SLOPES.least + (SLOPES.most - SLOPES.least) * rng.uniform()
    for (let axis = 0; axis < dim; axis++) {
      directions[i * dim + axis] *= slope / Math.sqrt(length) / (deviation[axis] || 1)
    }
    offsets[i] = rng.normal() * 0.5
  }
  const argument = (i: number, points: Float64Array, from: number): number => {
    let t = -offsets[i]
    for (let axis = 0; axis < dim; axis++)
      t += directions[i * dim + axis] * (points[from + axis] - mean[axis])
    return t
  }
  const middles = new Float64Array(FUNCTIONS)
  const halves = new Float64Array(FUNCTIONS)
  for (let i = 0; i < FUNCTIONS; i++) {
    let [lower, upper] = [Infinity, -Infinity]
    for (let row = 0; row < set.size; row++) {
      if (set.weights[row] === 0) continue
      const t = argument(i, set.points, row * dim)
      lower = Math.min(lower, t)
      upper = Math.max(upper, t)
    }
    middles[i] = lower / 2 + upper / 2
    halves[i] = upper / 2 - lower / 2 || 1
  }
  const values = new Float64Array(FUNCTIONS)
  return {
    count: FUNCTIONS,
    probe(point) {
      for (let i = 0; i < FUNCTIONS; i++) {
        const t = argument(i, point, 0)
        values[i] = SHAPES[i % SHAPES.length](t, Math.max(-1, Math.min(1, (t - middles[i]) / halves[i])))
      }
      return values
    },
  }
}
