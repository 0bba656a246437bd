import { boxOf, checkWeightedSet, OptionError, type WeightedSet } from '@polylog/core'

/**
 * @throws OptionError for sets that cannot be compared
 * @throws InputError for what is no set, or has no mass
 */
export function checkSets(a: WeightedSet, b: WeightedSet): void {
  for (const set of [a, b]) checkWeightedSet(set)
  if (a.dim !== b.dim)
    throw new OptionError(`The sets have dim ${a.dim} and ${b.dim}`, 'Give sets of one dim')
}

/** Whether any two points of weight differ. */
export function hasExtent(set: WeightedSet): boolean {
  const box = boxOf(set)
  return Array.from({ length: set.dim }, (_, axis) => box[set.dim + axis] > box[axis]).includes(true)
}

/**
 * A unit in which squares of the points' differences neither under- nor overflow: a power of two, so that nothing is rounded.
 */
export function unitOf(a: WeightedSet, b: WeightedSet): number {
  const [first, second] = [boxOf(a), boxOf(b)]
  let extent = 0
  for (let axis = 0; axis < a.dim; axis++) {
    const lower = Math.min(first[axis], second[axis])
    const upper = Math.max(first[a.dim + axis], second[a.dim + axis])
    extent = Math.max(extent, upper / 2 - lower / 2)
  }
  return extent > 0 ? 2 ** Math.max(-1000, Math.round(Math.log2(extent))) : 1
}
