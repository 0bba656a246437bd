import { joined, type NumberedSet } from './numbered-set.js'

/** Reduced sets by level: a set of level `l` stands for `ARITY^l` buffers. */
export type Levels = readonly (readonly NumberedSet[])[]

/** Sets of one level that become one of the next: of more there would be fewer levels, but more sets to hold. */
const ARITY = 4

/** The levels with a set more, after the reductions that this sets off. */
export async function withSet(
  levels: Levels,
  level: number,
  added: NumberedSet,
  dim: number,
  reduce: (union: NumberedSet) => Promise<NumberedSet>,
): Promise<Levels> {
  const sets = [...(levels[level] ?? []), added]
  const next = Array.from({ length: Math.max(levels.length, level + 1) }, (_, i) =>
    i === level ? sets : (levels[i] ?? []),
  )
  if (sets.length < ARITY) return next
  const merged = await reduce(joined(sets, dim))
  return withSet(next.with(level, []), level + 1, merged, dim, reduce)
}

/** All sets, the oldest first. */
export function setsOf(levels: Levels): readonly NumberedSet[] {
  return levels.toReversed().flat()
}
