/**
 * Rows `first`, `first + 1`, … of the additive recurrence `frac((row + 1) φ^-(axis + 1))`, taken to `[-1, 1]`, where
 * `φ^(dim + 1) = φ + 1`: evenly spread in the cube, and far cheaper than random numbers.
 *
 * @param chunk whole rows of `dim` numbers; written to
 */
export function fillSequence(chunk: Float64Array, dim: number, first: number): void {
  let root = 2
  for (let step = 0; step < 60; step++) root = (1 + root) ** (1 / (dim + 1))
  const rows = chunk.length / dim
  for (let axis = 0; axis < dim; axis++) {
    const increment = root ** -(axis + 1)
    for (let row = 0, at = axis; row < rows; row++, at += dim) {
      const value = (first + row + 1) * increment
      chunk[at] = 2 * (value - Math.floor(value)) - 1
    }
  }
}
