/** `0, 1, …, dim - 1`. */
export function allAxes(dim: number): readonly number[] {
  return Array.from({ length: dim }, (_, axis) => axis)
}
