/** `0, 1, …, size - 1`. */
export function allRows(size: number): Uint32Array {
  const rows = new Uint32Array(size)
  for (let row = 0; row < size; row++) rows[row] = row
  return rows
}

/** The rows of positive weight, ascending. */
export function weightyRows(weights: Float64Array): Uint32Array {
  let count = 0
  for (let row = 0; row < weights.length; row++) if (weights[row] > 0) count++
  const rows = new Uint32Array(count)
  count = 0
  for (let row = 0; row < weights.length; row++) if (weights[row] > 0) rows[count++] = row
  return rows
}

/**
 * The rows `rows` of a matrix, in that order, copied.
 *
 * @param width numbers per row, row-major; 1 by default
 */
export function takeRows(values: Float64Array, rows: ArrayLike<number>, width = 1): Float64Array {
  const taken = new Float64Array(rows.length * width)
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i] * width
    for (let j = 0; j < width; j++) taken[i * width + j] = values[from + j]
  }
  return taken
}
