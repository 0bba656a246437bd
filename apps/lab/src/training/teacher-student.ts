import { createRng, type Rng, type WeightedSet, weightedSet } from '@polylog/core'
import { uniformCube } from '@polylog/testkit'

/** The task of Fig. 3 of arXiv:2510.00504: rows `(x1, x2, y)` of a teacher's outputs and noise. */
export interface TeacherStudentTask {
  readonly rows: WeightedSet
  /** Without noise. */
  readonly test: WeightedSet
}

const WIDTH = 50
const NOISE = 3
const TEST_ROWS = 10_000

/** The teacher is a random two-layer ReLU network on `[-1, 1]²`, all its parameters uniform on `[-1, 1]`. */
export function teacherStudentTask(rows: number, seed: number): TeacherStudentTask {
  const rng = createRng(seed)
  const neurons = uniformCube(WIDTH, 4, rng)
  const offset = uniformCube(1, 1, rng)[0]
  const teacher = (x1: number, x2: number) => {
    let sum = offset
    for (let at = 0; at < neurons.length; at += 4) {
      sum += neurons[at] * Math.max(0, neurons[at + 1] * x1 + neurons[at + 2] * x2 + neurons[at + 3])
    }
    return sum
  }
  return { rows: labelled(rows, teacher, NOISE, rng), test: labelled(TEST_ROWS, teacher, 0, rng) }
}

function labelled(
  count: number,
  teacher: (x1: number, x2: number) => number,
  noise: number,
  rng: Rng,
): WeightedSet {
  const points = new Float64Array(3 * count)
  for (let at = 0; at < points.length; at += 3) {
    const [x1, x2] = uniformCube(1, 2, rng)
    points.set([x1, x2, teacher(x1, x2) + noise * rng.normal()], at)
  }
  return weightedSet(points, { dim: 3 })
}
