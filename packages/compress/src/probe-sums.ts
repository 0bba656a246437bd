import { InputError, type WeightedSet } from '@polylog/core'
import type { Probe } from './compress-options.js'

/** `Σ c g_j` over a set for the functions of a probe, compensated (Neumaier). */
export function probeSums(set: WeightedSet, probe: Probe): Float64Array {
  const { size, dim, points, weights } = set
  const point = new Float64Array(dim)
  let high = new Float64Array(0)
  let low = new Float64Array(0)
  for (let i = 0; i < size; i++) {
    const weight = weights[i]
    if (weight === 0) continue
    for (let axis = 0; axis < dim; axis++) point[axis] = points[i * dim + axis]
    const values = evaluate(probe, point)
    checkValues(values, high.length, point)
    if (high.length === 0) {
      high = new Float64Array(values.length)
      low = new Float64Array(values.length)
    }
    for (let j = 0; j < values.length; j++) {
      const term = weight * values[j]
      const sum = high[j]
      const next = sum + term
      low[j] += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum
      high[j] = next
    }
  }
  const sums = high.map((value, j) => value + low[j])
  const overflown = sums.findIndex(sum => !Number.isFinite(sum))
  if (overflown < 0) return sums
  throw new InputError(
    `The probe's function ${overflown} has no finite sum over the points`,
    'Scale it down: divide it by its largest value',
  )
}

/** `max_j |Σ c g_j - Σ c' g_j| / Σ c`. */
export function probeError(before: Float64Array, after: Float64Array, mass: number): number {
  return before.reduce((worst, value, j) => Math.max(worst, Math.abs(value - after[j]) / mass), 0)
}

function evaluate(probe: Probe, point: Float64Array): ArrayLike<number> {
  try {
    return probe(point)
  } catch (cause) {
    throw new InputError(`The probe threw at the point (${point.join(', ')})`, 'It must accept every point', {
      cause,
    })
  }
}

/** @param count as many as at the points before; 0 at the first */
function checkValues(values: ArrayLike<number>, count: number, point: Float64Array): void {
  if (!(values?.length > 0) || (count > 0 && values.length !== count)) {
    const expected = count > 0 ? `, and ${count} at others` : ''
    throw new InputError(
      `The probe returned ${values?.length ?? String(values)} numbers at the point (${point.join(', ')})${expected}`,
      'Return an array of as many numbers, at least one, for every point',
    )
  }
  for (let j = 0; j < values.length; j++) {
    if (!Number.isFinite(values[j])) {
      throw new InputError(
        `The probe's function ${j} is ${values[j]} at the point (${point.join(', ')})`,
        'Its functions must be finite at every point',
      )
    }
  }
}
