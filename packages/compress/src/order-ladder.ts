/** Orders up to this one are all tried. */
const EVERY_ORDER = 8

/** Beyond, each is so many times the one before: errors of smooth functions fall by a like number of decades. */
const STEP = 1.2

/**
 * Orders worth trying, ascending: all low ones, fewer of the high ones, and last the highest that fits.
 *
 * @param fits whether an order does; none above one that does not
 */
export function orderLadder(lowest: number, fits: (order: number) => boolean): readonly number[] {
  const ladder: number[] = []
  let order = lowest
  while (fits(order)) {
    ladder.push(order)
    order = order < EVERY_ORDER ? order + 1 : Math.ceil(STEP * order)
  }
  const last = ladder.at(-1)
  if (last === undefined) return ladder
  let highest = last
  while (fits(highest + 1)) highest++
  return highest > last ? [...ladder, highest] : ladder
}
