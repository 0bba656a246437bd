import { createRng, type Rng, type WeightedSet, weightedSet } from '@polylog/core'
import { uniformCube } from '@polylog/testkit'

const TEST_ROWS = 10_000

/** The shape of the task of Fig. 4 of arXiv:2510.00504: `J_n(f r) cos(n θ)` on `[-1, 1]²`; there, `n = 6` and `f = 20`. */
export interface BesselTask {
  readonly order: number
  readonly frequency: number
  /** Deviation of what is added to the labels. */
  readonly noise: number
}

export function besselTask(
  task: BesselTask,
  rows: number,
  seed: number,
): { readonly rows: WeightedSet; readonly test: WeightedSet } {
  const rng = createRng(seed)
  return { rows: labelled(task, rows, rng), test: labelled({ ...task, noise: 0 }, TEST_ROWS, rng) }
}

function labelled({ order, frequency, noise }: BesselTask, count: number, rng: Rng): WeightedSet {
  const inputs = uniformCube(count, 2, rng)
  const points = new Float64Array(3 * count)
  for (let row = 0; row < count; row++) {
    const [x, y] = [inputs[2 * row], inputs[2 * row + 1]]
    const value = bessel(order, frequency * Math.hypot(x, y)) * Math.cos(order * Math.atan2(y, x))
    points.set([x, y, value + noise * rng.normal()], 3 * row)
  }
  return weightedSet(points, { dim: 3 })
}

/** Places of the trapezoidal rule, which for a periodic function is as exact as doubles are. */
const PLACES = 128

/** `J_n(x) = 1/π ∫_0^π cos(n t - x sin t) dt`, for `|x|` up to 40. */
function bessel(order: number, x: number): number {
  let sum = 0
  for (let i = 0; i < PLACES; i++) {
    const t = (2 * Math.PI * i) / PLACES
    sum += Math.cos(order * t - x * Math.sin(t))
  }
  return sum / PLACES
}
