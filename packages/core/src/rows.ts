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

/** `values[rows[0]], values[rows[1]], …`, copied. */
export function takeRows(values: Float64Array, rows: Uint32Array): Float64Array {
  const taken = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i]]
  return taken
}
