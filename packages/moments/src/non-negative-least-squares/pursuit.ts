import { PassiveFactor } from './passive-factor.js'

export interface PursuitProblem {
  /** `count × count`: products of the columns, positive semi-definite; not modified. */
  readonly gram: Float64Array
  readonly count: number
  /** `b`: products of the columns with what is to be reached, one for each; not modified. */
  readonly target: Float64Array
  /** Most columns used. */
  readonly size: number
  /** What the unknowns add up to, `> 0`; anything by default. */
  readonly total?: number
  /** By which every column's square is larger, over the square: 0 by default. Unknowns then count for themselves, too. */
  readonly damping?: number
}

export interface Pursuit {
  /** `x`, one for each column. */
  readonly unknowns: Float64Array
  /** Least squared distance of a column that was tried from those in use, over its own square; below 0 by rounding of the products alone. */
  readonly leastDistance: number
}

/** Columns that are nearer to those in use, in squared length over their own, are not told from them. */
const DEPENDENT = 1e-10

/** A column that lowers the squared distance by less than this share of what the first one can is not taken. */
const LEAST_GAIN = 1e-15

/** Columns that are tried, over those that may be used, at most. */
const MOST_STEPS = 3

/**
 * `min ½ xᵀ G x - bᵀ x` over `x >= 0` of at most `size` columns: non-negative orthogonal matching pursuit (Bruckstein, Elad and
 * Zibulevsky 2008). Column by column, the one that lowers the distance most for its length enters, and all unknowns are fitted
 * again by the active-set method of Lawson and Hanson (1974, chapter 23): columns whose unknowns would be negative leave. Where it
 * ends before `size` columns are in use, no choice of all columns is better.
 */
export function nonNegativePursuit(problem: PursuitProblem): Pursuit {
  const {
    gram,
    count,
    target,
    size,
    total,
    damping = 0,
  } = problem.total === undefined ? problem : lengthened(problem)
  const factor = new PassiveFactor(gram, count, damping)
  const slopes = target.map(value => -value)
  const refused = new Set<number>()
  let unknowns: Float64Array = new Float64Array(0)
  let leastGain = 0
  for (let step = 0; step < MOST_STEPS * count && factor.inUse.length < size; step++) {
    const isFirst = factor.inUse.length === 0
    const entering =
      isFirst && total !== undefined
        ? firstOfTotal(gram, count, target, total, refused)
        : steepest(gram, count, slopes, factor.inUse, refused, leastGain)
    if (entering < 0) break
    if (isFirst) leastGain = (LEAST_GAIN * slopes[entering] ** 2) / gram[entering * (count + 1)]
    if (!factor.add(entering, DEPENDENT)) {
      refused.add(entering)
      continue
    }
    unknowns = settled(factor, target, Float64Array.of(...unknowns, 0), total)
    // One that left at once would come again.
    if (factor.inUse.includes(entering)) refused.clear()
    else refused.add(entering)
    setSlopes(slopes, gram, target, factor.inUse, unknowns, total, damping)
  }
  const solution = new Float64Array(count)
  factor.inUse.forEach((column, i) => {
    solution[column] = unknowns[i]
  })
  return { unknowns: solution, leastDistance: factor.leastDistance }
}

/**
 * The same problem where the unknowns have a sum to keep, of columns that have an entry more, in common: what depends on
 * others then does so with the same sum.
 */
function lengthened({ gram, target, total = 0, ...problem }: PursuitProblem): PursuitProblem {
  const { count } = problem
  let trace = 0
  for (let j = 0; j < count; j++) trace += gram[j * (count + 1)]
  const square = trace / count
  return {
    ...problem,
    gram: gram.map(value => value + square),
    target: target.map(value => value + square * total),
    total,
  }
}

/** From unknowns that are not negative, on the way to the best ones of the columns in use: those that reach 0 leave. */
function settled(
  factor: PassiveFactor,
  target: Float64Array,
  start: Float64Array,
  total: number | undefined,
): Float64Array {
  let current = start
  for (;;) {
    const wanted = unbounded(factor, target, total)
    let share = 1
    let blocking = -1
    wanted.forEach((value, i) => {
      if (value > 0) return
      const possible = current[i] > 0 ? current[i] / (current[i] - value) : 0
      if (blocking < 0 || possible < share) [share, blocking] = [possible, i]
    })
    if (blocking < 0) return wanted
    const moved = current.map((value, i) =>
      i === blocking ? 0 : Math.max(0, value + share * (wanted[i] - value)),
    )
    factor.keep(place => moved[place] > 0)
    current = moved.filter(value => value > 0)
  }
}

/** The best unknowns of the columns in use, whatever their signs. */
function unbounded(factor: PassiveFactor, target: Float64Array, total: number | undefined): Float64Array {
  const free = factor.solve(Float64Array.from(factor.inUse, column => target[column]))
  if (total === undefined) return free
  const ones = factor.solve(new Float64Array(free.length).fill(1))
  const excess = (sumOf(free) - total) / sumOf(ones)
  return free.map((value, i) => value - excess * ones[i])
}

/** `G x - b`, less what it is along the columns in use, where the unknowns have a sum to keep. */
function setSlopes(
  slopes: Float64Array,
  gram: Float64Array,
  target: Float64Array,
  inUse: readonly number[],
  unknowns: Float64Array,
  total: number | undefined,
  damping: number,
): void {
  const count = target.length
  for (let j = 0; j < count; j++) slopes[j] = -target[j]
  inUse.forEach((column, i) => {
    const row = column * count
    const unknown = unknowns[i]
    for (let j = 0; j < count; j++) slopes[j] += unknown * gram[row + j]
    slopes[column] += unknown * damping * gram[row + column]
  })
  if (total === undefined || inUse.length === 0) return
  const common = inUse.reduce((sum, column) => sum + slopes[column], 0) / inUse.length
  for (let j = 0; j < count; j++) slopes[j] -= common
}

/** Of the columns that are not in use, the one that lowers the squared distance most; -1 if none does. */
function steepest(
  gram: Float64Array,
  count: number,
  slopes: Float64Array,
  inUse: readonly number[],
  refused: ReadonlySet<number>,
  leastGain: number,
): number {
  const used = new Set(inUse)
  let best = -1
  let most = leastGain
  for (let column = 0; column < count; column++) {
    const square = gram[column * (count + 1)]
    if (slopes[column] >= 0 || !(square > 0) || used.has(column) || refused.has(column)) continue
    const gain = slopes[column] ** 2 / square
    if (gain > most) [best, most] = [column, gain]
  }
  return best
}

/** The best one alone, which has to hold the whole sum. */
function firstOfTotal(
  gram: Float64Array,
  count: number,
  target: Float64Array,
  total: number,
  refused: ReadonlySet<number>,
): number {
  let best = -1
  let least = Infinity
  for (let column = 0; column < count; column++) {
    const square = gram[column * (count + 1)]
    const distance = (square * total) / 2 - target[column]
    if (square > 0 && distance < least && !refused.has(column)) [best, least] = [column, distance]
  }
  return best
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)
