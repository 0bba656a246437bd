/** Centres, then factors, of `dim` lower, then `dim` upper bounds; the factor 0 where there is no extent. */
export function frameOfBox(box: Float64Array): Float64Array {
  const dim = box.length / 2
  return box.map((_, i) => {
    const axis = i % dim
    const half = box[dim + axis] / 2 - box[axis] / 2
    if (i < dim) return box[axis] / 2 + box[dim + axis] / 2
    return half > 0 ? 1 / half : 0
  })
}
