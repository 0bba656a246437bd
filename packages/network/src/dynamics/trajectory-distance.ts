import { InputError } from '@polylog/core'

/** A network's outputs at the same places, after more and more steps. */
export interface Trajectory {
  readonly steps: readonly number[]
  /** For each of the steps: all outputs, in the same order. */
  readonly outputs: readonly Float64Array[]
}

export interface TrajectoryDistance {
  readonly steps: readonly number[]
  /** At each step, the distance over the length of the first run's outputs. */
  readonly distances: readonly number[]
  readonly mean: number
  readonly last: number
}

/**
 * How far two runs drift apart, in outputs: at every step, `‖f_A - f_B‖ / ‖f_A‖` over all places.
 *
 * @throws InputError for runs that were not looked at after the same steps, or at the same places
 */
export function trajectoryDistance(a: Trajectory, b: Trajectory): TrajectoryDistance {
  if (a.steps.length === 0) throw new InputError('The first run has no steps', 'Record outputs at least once')
  if (`${a.steps}` !== `${b.steps}`) {
    throw new InputError(
      `One run was recorded after ${a.steps.length} steps and the other after ${b.steps.length}, or after others`,
      'Record both after the same steps',
    )
  }
  const distances = a.steps.map((step, at) => {
    const [first, second] = [a.outputs[at], b.outputs[at]]
    if (first?.length !== second?.length || !first) {
      throw new InputError(
        `After step ${step}, one run has ${first?.length} outputs and the other ${second?.length}`,
        'Record both at the same places',
      )
    }
    let difference = 0
    let whole = 0
    for (let i = 0; i < first.length; i++) {
      difference += (first[i] - second[i]) ** 2
      whole += first[i] ** 2
    }
    return Math.sqrt(difference / (whole || 1))
  })
  return {
    steps: a.steps,
    distances,
    mean: distances.reduce((sum, distance) => sum + distance, 0) / distances.length,
    last: distances[distances.length - 1],
  }
}
