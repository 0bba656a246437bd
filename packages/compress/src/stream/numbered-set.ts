import { selectRows, takeRows, type WeightedSet } from '@polylog/core'

/** Weighted rows with their numbers in the stream. Never written to. */
export interface NumberedSet {
  readonly set: WeightedSet
  /** One per row. */
  readonly numbers: Float64Array
}

/** Several sets as one, in their order; one alone is aliased. */
export function joined(parts: readonly NumberedSet[], dim: number): NumberedSet {
  if (parts.length === 1) return parts[0]
  const size = parts.reduce((total, { set }) => total + set.size, 0)
  const points = new Float64Array(size * dim)
  const weights = new Float64Array(size)
  const numbers = new Float64Array(size)
  let at = 0
  for (const part of parts) {
    points.set(part.set.points, at * dim)
    weights.set(part.set.weights, at)
    numbers.set(part.numbers, at)
    at += part.set.size
  }
  return { set: { size, dim, points, weights }, numbers }
}

/** The rows in ascending order of their numbers, copied. */
export function inRowOrder({ set, numbers }: NumberedSet): NumberedSet {
  const order = Uint32Array.from(numbers, (_, i) => i).sort((a, b) => numbers[a] - numbers[b])
  return { set: selectRows(set, order), numbers: takeRows(numbers, order) }
}
