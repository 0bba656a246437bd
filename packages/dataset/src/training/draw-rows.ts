import { allRows, OptionError, type Rng } from '@polylog/core'

/** `count` different rows out of `size`, all choices being equally likely, ascending. */
export function drawRows(size: number, count: number, rng: Rng): Uint32Array {
  return shuffledRows(size, rng, count).sort()
}

/** The first `count` rows of a random order of all `size`, which is drawn as far (Fisher and Yates). */
export function shuffledRows(size: number, rng: Rng, count = size): Uint32Array {
  if (count > size)
    throw new OptionError(`${count} different rows are asked of ${size}`, `Ask for ${size} or fewer`)
  const rows = allRows(size)
  for (let i = 0; i < count; i++) {
    const j = i + rng.integer(size - i)
    const row = rows[i]
    rows[i] = rows[j]
    rows[j] = row
  }
  return rows.slice(0, count)
}
