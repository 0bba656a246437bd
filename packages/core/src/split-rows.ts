/** Rows whose points stay in the cache while each of their axes is read. */
const BLOCK = 256

/** Below this many keys an insertion sort is the fastest selection. */
const SORTED_BELOW = 12

/** Above this many keys a pivot drawn from a sample pays for itself (Floyd and Rivest's figure). */
const SAMPLED_ABOVE = 600

/**
 * Halves a part of a point set across the widest axis of its bounding box: reorders `rows[start..end)` in place so
 * that `rows[start..middle)` are those with the smallest coordinates on that axis; among equal coordinates, those
 * that stood first. Rows keep their order on either side, so that ascending rows stay ascending, and memory is
 * read in one direction. Time is linear in `end - start`, also for equal and repeated coordinates; nothing is
 * allocated.
 *
 * @param points row-major, `dim` finite coordinates per row
 * @param rows row numbers; only `rows[start..end)` is touched
 * @param keys scratch of at least `end - start` numbers, overwritten
 * @returns the axis; the lowest of equally wide ones
 */
export function splitWidestAxis(
  points: Float64Array,
  dim: number,
  rows: Uint32Array,
  start: number,
  middle: number,
  end: number,
  keys: Float64Array,
): number {
  const axis = widestAxis(points, dim, rows, start, end, keys)
  const count = end - start
  const rank = middle - start
  if (axis < 0) return 0
  if (rank <= 0 || rank >= count) return axis
  for (let i = 0; i < count; i++) keys[i] = points[rows[start + i] * dim + axis]
  const threshold = selectRank(keys, count, rank)
  let ties = rank
  for (let i = 0; i < rank; i++) if (keys[i] < threshold) ties--
  let left = start
  let right = 0
  for (let i = start; i < end; i++) {
    const row = rows[i]
    const coordinate = points[row * dim + axis]
    if (coordinate < threshold || (coordinate === threshold && ties-- > 0)) rows[left++] = row
    else keys[right++] = row
  }
  for (let i = 0; i < right; i++) rows[left + i] = keys[i]
  return axis
}

/** The axis of largest extent, or -1 where all rows are equal. `keys` serves as scratch. */
function widestAxis(
  points: Float64Array,
  dim: number,
  rows: Uint32Array,
  start: number,
  end: number,
  keys: Float64Array,
): number {
  const count = end - start
  const boxed = count > BLOCK && count >= 2 * dim
  if (boxed) blockwiseBox(points, dim, rows, start, end, keys)
  let widest = -1
  let extent = 0
  for (let axis = 0; axis < dim; axis++) {
    let low = boxed ? keys[axis] : Infinity
    let high = boxed ? keys[dim + axis] : -Infinity
    if (!boxed) {
      for (let i = start; i < end; i++) {
        const value = points[rows[i] * dim + axis]
        if (value < low) low = value
        if (value > high) high = value
      }
    }
    if (high - low > extent) {
      extent = high - low
      widest = axis
    }
  }
  return widest
}

/**
 * Bounding box, as `dim` lower, then `dim` upper bounds. Large parts are scattered over memory: block by block,
 * each point is fetched once and stays in the cache while its coordinates are read axis by axis.
 */
function blockwiseBox(
  points: Float64Array,
  dim: number,
  rows: Uint32Array,
  start: number,
  end: number,
  box: Float64Array,
): void {
  box.fill(Infinity, 0, dim)
  box.fill(-Infinity, dim, 2 * dim)
  for (let from = start; from < end; from += BLOCK) {
    const to = Math.min(end, from + BLOCK)
    for (let axis = 0; axis < dim; axis++) {
      let low = box[axis]
      let high = box[dim + axis]
      for (let i = from; i < to; i++) {
        const value = points[rows[i] * dim + axis]
        if (value < low) low = value
        if (value > high) high = value
      }
      box[axis] = low
      box[dim + axis] = high
    }
  }
}

/**
 * Quickselect (Hoare 1961, with pivots after Floyd and Rivest 1975): reorders `keys[0..count)` so that
 * `keys[rank]` is what sorting would put there, with none larger before it and none smaller after it. Time is
 * linear, also where keys repeat; nothing is allocated.
 *
 * @param rank from 0 to `count - 1`
 * @returns `keys[rank]`
 */
export function selectRank(keys: Float64Array, count: number, rank: number): number {
  selectBetween(keys, 0, count - 1, rank)
  return keys[rank]
}

function selectBetween(keys: Float64Array, first: number, last: number, rank: number): void {
  let left = first
  let right = last
  while (right - left >= SORTED_BELOW) {
    const pivot =
      right - left >= SAMPLED_ABOVE
        ? sampledPivot(keys, left, right, rank)
        : medianOfThree(keys[left], keys[(left + right) >>> 1], keys[right])
    let i = left
    let j = right
    while (i <= j) {
      while (keys[i] < pivot) i++
      while (keys[j] > pivot) j--
      if (i <= j) swap(keys, i++, j--)
    }
    if (rank <= j) right = j
    else if (rank >= i) left = i
    else return
  }
  insertionSort(keys, left, right)
}

/**
 * A key of the range that is probably just beyond the wanted one, on the side where more keys lie, so that one
 * partition discards nearly all of that side. The sample is scattered by a fixed xorshift sequence (Marsaglia
 * 2003), since neighbours in memory are often neighbours in space.
 */
function sampledPivot(keys: Float64Array, left: number, right: number, rank: number): number {
  const length = right - left + 1
  const size = Math.floor(0.5 * length ** (2 / 3))
  let state = 0x9e3779b9
  for (let i = 0; i < size; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    swap(keys, left + i, left + i + ((state >>> 0) % (length - i)))
  }
  const share = (rank - left) / length
  const spread = 0.5 * Math.sqrt(Math.log(length) * size * (1 - size / length))
  const sampleRank = Math.floor(share * size + (share < 0.5 ? spread : -spread))
  const position = left + Math.min(size - 1, Math.max(0, sampleRank))
  selectBetween(keys, left, left + size - 1, position)
  return keys[position]
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}

function insertionSort(keys: Float64Array, left: number, right: number): void {
  for (let i = left + 1; i <= right; i++) {
    const key = keys[i]
    let j = i - 1
    while (j >= left && keys[j] > key) {
      keys[j + 1] = keys[j]
      j--
    }
    keys[j + 1] = key
  }
}

function swap(keys: Float64Array, i: number, j: number): void {
  const key = keys[i]
  keys[i] = keys[j]
  keys[j] = key
}
