/**
 * Rows in groups of four, those of a group side by side, coordinate by coordinate, as products that take four rows at a
 * time read them. The last group is filled up with the last row.
 *
 * @param rows `count × width`, row-major; not modified
 * @returns `4 ⌈count / 4⌉ × width` numbers, the caller's own
 */
export function interleaveRows(rows: Float64Array, count: number, width: number): Float64Array {
  const groups = new Float64Array(4 * Math.ceil(count / 4) * width)
  for (let i = 0; i < groups.length; i++) {
    const column = Math.floor(i / 4) % width
    const row = Math.min(count - 1, 4 * Math.floor(i / (4 * width)) + (i % 4))
    groups[i] = rows[row * width + column]
  }
  return groups
}
