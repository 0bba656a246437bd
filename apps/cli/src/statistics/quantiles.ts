import type { WeightedSet } from '@polylog/core'

/** One column's values in ascending order, each with the share of the mass up to and including it. */
export interface Distribution {
  readonly values: Float64Array
  readonly cumulated: Float64Array
}

/** The weighted distribution of one column. */
export function distributionOf({ points, weights, size, dim }: WeightedSet, column: number): Distribution {
  const unsorted = new Float64Array(size)
  for (let row = 0; row < size; row++) unsorted[row] = points[row * dim + column]
  const equal = weights.every(weight => weight === weights[0])
  const cumulated = new Float64Array(size)
  if (equal) {
    for (let row = 0; row < size; row++) cumulated[row] = (row + 1) / size
    return { values: unsorted.sort(), cumulated }
  }
  const order = Uint32Array.from({ length: size }, (_, row) => row).sort((a, b) => unsorted[a] - unsorted[b])
  let sum = 0
  order.forEach((row, position) => {
    sum += weights[row]
    cumulated[position] = sum
  })
  for (let position = 0; position < size; position++) cumulated[position] /= sum
  return { values: Float64Array.from(order, row => unsorted[row]), cumulated }
}

/** The least value with at least the given share of the mass at or below it. */
export function quantile({ values, cumulated }: Distribution, share: number): number {
  let low = 0
  let high = values.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (cumulated[middle] >= share) high = middle
    else low = middle + 1
  }
  return values[low]
}
