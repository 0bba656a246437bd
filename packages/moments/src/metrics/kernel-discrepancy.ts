import {
  checkKernel,
  createRng,
  type Kernel,
  OptionError,
  profileOf,
  selectRows,
  type WeightedSet,
  weightyRows,
} from '@polylog/core'
import { sampleByWeight } from '../from-data/sample-by-weight.js'
import { widthFor } from '../from-data/width-for.js'
import type { Estimate } from './estimate.js'
import { checkSets, hasExtent, unitOf } from './extent.js'

export interface DiscrepancyOptions {
  /** Rows of a set beyond which so many are drawn by weight; 4096 by default. `Infinity` looks at all pairs. */
  readonly rows?: number
  readonly seed?: number
}

export interface MmdOptions extends DiscrepancyOptions {
  /** `'gaussian'` by default. */
  readonly kernel?: Kernel
  /** In input units; the median distance of the first set's points by default, 1 where they do not differ. */
  readonly width?: number
}

const DEFAULT_ROWS = 4096

/** Root of what the difference of three means of order 1 is off by. */
const ROUNDING = Math.sqrt(2 ** -50)

/**
 * Maximum mean discrepancy (Gretton et al. 2012): the largest difference of the means of one function of the kernel's
 * unit ball. Where rows are drawn, its square is a U-statistic, which is right on average; a square below 0 counts as 0.
 * Squares are differences of means of order 1: what is below 3e-8 is not told from 0, and has that as its error.
 *
 * @throws OptionError for an unknown kernel, or a width that is not positive
 */
export function mmd(a: WeightedSet, b: WeightedSet, options: MmdOptions = {}): Estimate {
  const { kernel = 'gaussian', seed = 0 } = options
  checkKernel(kernel)
  checkSets(a, b)
  const width = comparisonWidth(a, kernel, options.width, seed)
  const { value, standardError, sampled } = discrepancy(a, b, profileOf(kernel), width, options)
  const root = Math.sqrt(Math.max(0, value))
  if (standardError === undefined && root < ROUNDING) return { value: root, standardError: ROUNDING }
  return {
    value: root,
    ...(standardError !== undefined && {
      // By the slope of the root, and no more than the root of the error itself, where the slope has no meaning.
      standardError: Math.min(standardError / (2 * root || 1e-300), Math.sqrt(standardError)),
      sampled,
    }),
  }
}

/**
 * `2 E|x - y| - E|x - x'| - E|y - y'|` (Székely and Rizzo 2013), in input units. Where rows are drawn, an estimate below 0
 * counts as 0.
 */
export function energyDistance(a: WeightedSet, b: WeightedSet, options: DiscrepancyOptions = {}): Estimate {
  checkSets(a, b)
  const unit = unitOf(a, b)
  const { value, standardError, sampled } = discrepancy(a, b, squared => -Math.sqrt(squared), unit, options)
  return {
    value: unit * Math.max(0, value),
    ...(standardError !== undefined && { standardError: unit * standardError, sampled }),
  }
}

/** That is given, or the median distance of the points, or 1 where they do not differ: then all kernels are alike. */
export function comparisonWidth(
  set: WeightedSet,
  kernel: Kernel,
  given: number | undefined,
  seed: number,
): number {
  return given === undefined && !hasExtent(set) ? 1 : widthFor(set, kernel, given, seed)
}

/** Points and their shares of the mass. */
interface Shares {
  readonly points: Float64Array
  readonly shares: Float64Array
  readonly isSampled: boolean
}

/** `E K(x, x') - 2 E K(x, y) + E K(y, y')`. */
function discrepancy(
  a: WeightedSet,
  b: WeightedSet,
  profile: (squared: number) => number,
  width: number,
  { rows = DEFAULT_ROWS, seed = 0 }: DiscrepancyOptions,
): Estimate {
  checkRows(rows)
  const { dim } = a
  // Not the stream that landmarks are drawn from: rows by which features are made are not to judge them.
  const rng = createRng(seed, 'rows that judge')
  const sharesOf = (set: WeightedSet): Shares => {
    const isSampled = set.size > rows
    const chosen = isSampled ? sampleByWeight(set, rows, rng) : weightyRows(set.weights)
    const { points, weights } = selectRows(set, chosen)
    const mass = weights.reduce((sum, weight) => sum + weight, 0)
    return {
      points: points.map(value => value / width),
      shares: isSampled ? weights.fill(1 / rows) : weights.map(weight => weight / mass),
      isSampled,
    }
  }
  const first = sharesOf(a)
  const second = sharesOf(b)
  const within = meansAt(first, first, dim, profile)
  const across = meansAt(first, second, dim, profile)
  const withinSecond = meansAt(second, second, dim, profile)
  const average = ({ shares }: Shares, means: Float64Array) =>
    means.reduce((sum, mean, i) => sum + shares[i] * mean, 0)
  const value = average(first, within) - 2 * average(first, across) + average(second, withinSecond)
  if (!first.isSampled && !second.isSampled) return { value }
  const variance =
    influence(first, within, across) + influence(second, withinSecond, meansAt(second, first, dim, profile))
  return { value, standardError: 2 * Math.sqrt(variance), sampled: rows }
}

/** @throws OptionError for fewer rows than tell anything */
export function checkRows(rows: number): void {
  if (rows >= 2 && (Number.isInteger(rows) || rows === Infinity)) return
  throw new OptionError(`rows is ${rows}`, 'Give an integer of 2 or more, or Infinity')
}

/** Mean of the kernel between every point of one set and those of another; of drawn ones, between different draws. */
function meansAt(from: Shares, to: Shares, dim: number, profile: (squared: number) => number): Float64Array {
  const leaveOut = from === to && from.isSampled
  const size = from.shares.length
  const others = to.shares.length
  const means = new Float64Array(size)
  for (let i = 0; i < size; i++) {
    let mean = 0
    for (let j = 0; j < others; j++) {
      if (leaveOut && i === j) continue
      let squared = 0
      for (let axis = 0; axis < dim; axis++) {
        const difference = from.points[i * dim + axis] - to.points[j * dim + axis]
        squared += difference * difference
      }
      mean += to.shares[j] * profile(squared)
    }
    means[i] = leaveOut ? (mean * others) / (others - 1) : mean
  }
  return means
}

/** Variance, over draws, of the mean of the witness function `E K(·, own) - E K(·, other)`. */
function influence({ shares, isSampled }: Shares, own: Float64Array, other: Float64Array): number {
  if (!isSampled) return 0
  const count = shares.length
  const witness = own.map((value, i) => value - other[i])
  const mean = witness.reduce((sum, value) => sum + value, 0) / count
  return witness.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count / (count - 1)
}
