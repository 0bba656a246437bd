/**
 * Turns boxes into frames: `dim` centres, then `dim` factors, so that `(x - centre) · factor` lies in
 * `[-1, 1]`. An axis without extent gets the factor 0.
 *
 * @param box `dim` lower, then `dim` upper bounds, at `box[at…]`
 * @param frame receives the `2 dim` numbers
 */
export function frameOfBox(box: Float64Array, dim: number, frame: Float64Array, at = 0): void {
  for (let axis = 0; axis < dim; axis++) {
    const lower = box[at + axis]
    const upper = box[at + dim + axis]
    const half = upper / 2 - lower / 2
    frame[axis] = lower / 2 + upper / 2
    frame[dim + axis] = half > 0 ? 1 / half : 0
  }
}
