import { InputError, OptionError, type WeightedSet } from '@polylog/core'
import type { SymmetricFunction } from './deep-set.js'
import { type PointMap, weightedSums } from './weighted-sums.js'

/**
 * `T: w_i -> update(w_i, p)` with `p = Σ c_i g(w_i)`: every object moves by itself and the summary of all, as
 * under a training rule. It commutes with permutations, and with merging equal objects into one of their joint
 * weight; so its compressed form is the same map applied to the compressed set. (arXiv:2510.00504, the dynamical
 * lottery ticket.)
 */
export interface EquivariantMap {
  /**
   * One step: new points, the same weights (the array is shared).
   *
   * @param step number of this step, handed to `update`; 0 by default
   * @throws InputError if `g` or `update` return numbers that are not finite, or a changing count of them
   */
  apply(set: WeightedSet, step?: number): WeightedSet
  /** `steps` steps, numbered from 0. */
  run(set: WeightedSet, steps: number): WeightedSet
}

export interface EquivariantMapOptions {
  /** What of all objects an update sees. */
  readonly g: PointMap
  /** The new object; `point` and `summary` are lent for the call. May have another dimension. */
  readonly update: (point: Float64Array, summary: Float64Array, step: number) => ArrayLike<number>
}

export function equivariantMap({ g, update }: EquivariantMapOptions): EquivariantMap {
  const apply = (set: WeightedSet, step = 0): WeightedSet => {
    const [summary] = weightedSums([g], set)
    const point = new Float64Array(set.dim)
    let points = new Float64Array(0)
    let dim = 0
    for (let row = 0; row < set.size; row++) {
      point.set(set.points.subarray(row * set.dim, (row + 1) * set.dim))
      const moved = update(point, summary, step)
      if (row === 0) {
        dim = moved.length
        points = new Float64Array(set.size * dim)
      }
      checkMoved(moved, dim, row)
      points.set(moved, row * dim)
    }
    return { size: set.size, dim, points, weights: set.weights }
  }
  return {
    apply,
    run(set, steps) {
      checkSteps(steps)
      let current = set
      for (let step = 0; step < steps; step++) current = apply(current, step)
      return current
    },
  }
}

/**
 * `f ∘ T^steps`, which is again a symmetric function of the initial objects: what holds for every symmetric
 * function, compression included, holds for the outcome of training.
 */
export function pullback(f: SymmetricFunction, map: EquivariantMap, steps = 1): SymmetricFunction {
  checkSteps(steps)
  return { evaluate: set => f.evaluate(map.run(set, steps)) }
}

function checkSteps(steps: number): void {
  if (!Number.isInteger(steps) || steps < 0) {
    throw new OptionError(`steps is ${steps}`, 'Give an integer of 0 or more')
  }
}

function checkMoved(moved: ArrayLike<number>, dim: number, row: number): void {
  if (moved.length !== dim || dim === 0) {
    throw new InputError(
      `update returned ${moved.length} coordinates at row ${row}, ${dim} before`,
      'It must return the same count, at least 1, for every object',
    )
  }
  for (let axis = 0; axis < dim; axis++) {
    if (!Number.isFinite(moved[axis])) {
      throw new InputError(
        `update returned ${moved[axis]} at row ${row}, coordinate ${axis}`,
        'Coordinates must stay finite: take smaller steps',
      )
    }
  }
}
