import { OptionError, type WeightedSet } from '@polylog/core'
import { type PointMap, weightedSums } from './weighted-sums.js'

/** A function of a weighted set that sees neither the order of its rows nor how equal rows are grouped. */
export interface SymmetricFunction {
  /** The values at a set, owned by the caller. */
  evaluate(set: WeightedSet): Float64Array
}

/**
 * `f = h(Σ c_i g(w_i))`. Sums, products and compositions of deep sets are deep sets again: their `g` is the
 * concatenation, so one pass over the points evaluates all. (arXiv:2510.00504, the deep-set form; Zaheer et al.
 * 2017.)
 */
export interface DeepSet extends SymmetricFunction {
  /** The parts of `g`; one for a deep set made by `deepSet`. */
  readonly maps: readonly PointMap[]
  /** All parts of `g` in one array: what a compression has to preserve, and so a good `probe` for it. */
  readonly g: PointMap
  /** The outer function, of one sum per part of `g`. */
  readonly h: (sums: readonly Float64Array[]) => ArrayLike<number>
  /** `Σ c_i g(w_i)`, one array per part of `g`. The summary of a union is the sum of the summaries. */
  summarise(set: WeightedSet): Float64Array[]
}

export interface DeepSetOptions {
  readonly g: PointMap
  /** Receives `Σ c_i g(w_i)`; the identity by default. */
  readonly h?: (sum: Float64Array) => ArrayLike<number>
}

/**
 * @example
 * const mean = deepSet({ g: w => [1, w[0]], h: ([mass, total]) => [total / mass] })
 * mean.evaluate(weightedSet([[1], [4]], { weights: [2, 1] })) // Float64Array [2]
 */
export function deepSet({ g, h }: DeepSetOptions): DeepSet {
  if (typeof g !== 'function') throw new OptionError(`g is ${String(g)}`, 'Give a function of one point')
  return fromParts([g], h === undefined ? ([sum]) => sum : ([sum]) => h(sum))
}

/**
 * Any outer function of the values of several deep sets: `outer(f_1, f_2, …)`.
 *
 * @example
 * const variance = compose(([m], [s]) => [s - m * m], mean, meanSquare)
 */
export function compose(
  outer: (...values: Float64Array[]) => ArrayLike<number>,
  ...sets: readonly DeepSet[]
): DeepSet {
  if (sets.length === 0) throw new OptionError('There are no deep sets to combine', 'Give at least one')
  const starts = [0]
  for (const set of sets) starts.push(starts[starts.length - 1] + set.maps.length)
  return fromParts(
    sets.flatMap(set => set.maps),
    sums => outer(...sets.map((set, i) => Float64Array.from(set.h(sums.slice(starts[i], starts[i + 1]))))),
  )
}

/** The entrywise sum `f_1 + f_2 + …`, of deep sets with equally many values. */
export function sum(...sets: readonly DeepSet[]): DeepSet {
  return compose((...values) => entrywise(values, (a, b) => a + b), ...sets)
}

/** The entrywise product `f_1 · f_2 · …`, of deep sets with equally many values. */
export function product(...sets: readonly DeepSet[]): DeepSet {
  return compose((...values) => entrywise(values, (a, b) => a * b), ...sets)
}

function fromParts(maps: readonly PointMap[], h: DeepSet['h']): DeepSet {
  const summarise = (set: WeightedSet) => weightedSums(maps, set)
  return {
    maps,
    g: point => maps.flatMap(map => Array.from(map(point))),
    h,
    summarise,
    evaluate: set => Float64Array.from(h(summarise(set))),
  }
}

function entrywise(values: readonly Float64Array[], combine: (a: number, b: number) => number): Float64Array {
  const [first, ...others] = values
  const result = first.slice()
  for (const value of others) {
    if (value.length !== result.length) {
      throw new OptionError(
        `The deep sets have ${result.length} and ${value.length} values`,
        'Combine equally many, or use compose',
      )
    }
    for (let j = 0; j < result.length; j++) result[j] = combine(result[j], value[j])
  }
  return result
}
