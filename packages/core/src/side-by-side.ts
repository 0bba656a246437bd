/** Numbers, several per row: `size × width`, row-major. */
export interface NumberBlock {
  readonly values: ArrayLike<number>
  readonly width: number
}

/** Blocks of as many rows, one to the right of the other. */
export function sideBySide(
  size: number,
  blocks: readonly NumberBlock[],
): { values: Float64Array; width: number } {
  const width = blocks.reduce((total, block) => total + block.width, 0)
  const values = new Float64Array(size * width)
  let at = 0
  for (const block of blocks) {
    for (let row = 0; row < size; row++) {
      for (let j = 0; j < block.width; j++) {
        values[row * width + at + j] = block.values[row * block.width + j]
      }
    }
    at += block.width
  }
  return { values, width }
}
