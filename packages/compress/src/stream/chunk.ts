import {
  InputError,
  OptionError,
  type PointsInput,
  type RealTypedArray,
  type WeightedSet,
  weightedSet,
} from '@polylog/core'

/** Checked rows, lent by the caller of `push`. */
export interface Chunk {
  readonly size: number
  readonly dim: number
  /** `size × dim`, row-major. */
  readonly points: RealTypedArray
  /** All 1 if absent. */
  readonly weights?: Float64Array
  /** Whether a weight is 0; absent if nobody has looked. */
  readonly hasZeros?: boolean
}

/**
 * @param dim of the stream, if known
 * @returns nothing for an empty chunk
 * @throws InputError naming the first bad row and column of the chunk
 */
export function checkedChunk(input: WeightedSet | PointsInput, dim: number | undefined): Chunk | undefined {
  if (Array.isArray(input)) {
    if (input.length === 0) return undefined
    return weightedSet(input, { dim })
  }
  const chunk = isWeightedSet(input) ? setChunk(input, dim) : arrayChunk(input as RealTypedArray, dim)
  if (chunk.size === 0) return undefined
  checkCoordinates(chunk)
  return chunk.weights ? { ...chunk, hasZeros: checkWeights(chunk.weights) } : chunk
}

function isWeightedSet(input: WeightedSet | PointsInput): input is WeightedSet {
  return typeof input === 'object' && input !== null && 'points' in input
}

function setChunk({ size, dim, points, weights }: WeightedSet, expected: number | undefined): Chunk {
  if (!(points instanceof Float64Array && weights instanceof Float64Array)) {
    throw new InputError(
      'points or weights of the chunk is no Float64Array',
      'Make it with weightedSet(points, { dim, weights })',
    )
  }
  if (!(dim >= 1) || points.length !== size * dim || weights.length !== size) {
    throw new InputError(
      `The chunk of size ${size} and dim ${dim} has ${points.length} coordinates and ${weights.length} weights`,
      'Give every point all its coordinates and one weight',
    )
  }
  if (expected !== undefined && dim !== expected) {
    throw new InputError(
      `The chunk is of dim ${dim}, the stream of dim ${expected}`,
      'Push points of the same columns',
    )
  }
  return { size, dim, points, weights }
}

function arrayChunk(points: RealTypedArray, dim: number | undefined): Chunk {
  if (!ArrayBuffer.isView(points) || points.length === 0 || dim === undefined || points.length % dim !== 0) {
    if (ArrayBuffer.isView(points) && points.length === 0) return { size: 0, dim: dim ?? 1, points }
    // Not to be used: weightedSet says what is wrong with it.
    if (dim === undefined && ArrayBuffer.isView(points)) {
      throw new OptionError(
        `dim is missing for a flat chunk of ${points.length} numbers`,
        'Say how many coordinates a point has, such as streamCompressor({ size, dim: 3 })',
      )
    }
    return weightedSet(points, { dim })
  }
  if (points instanceof BigInt64Array || points instanceof BigUint64Array) return weightedSet(points, { dim })
  return { size: points.length / dim, dim, points }
}

/** `x - x` is 0 for every number that is finite and NaN for all others, so that one sum tells of them all. */
function checkCoordinates({ points, dim }: Chunk): void {
  if (!(points instanceof Float64Array || points instanceof Float32Array)) return
  const { length } = points
  let even = 0
  let odd = 0
  let i = 0
  for (; i + 1 < length; i += 2) {
    even += points[i] - points[i]
    odd += points[i + 1] - points[i + 1]
  }
  if (i < length) even += points[i] - points[i]
  if (even + odd === 0) return
  const bad = points.findIndex(value => !Number.isFinite(value))
  throw new InputError(
    `Row ${Math.floor(bad / dim)} of the chunk, column ${bad % dim} is ${points[bad]}`,
    'Coordinates must be finite: drop or fill such rows first',
  )
}

/** @returns whether one is 0 */
function checkWeights(weights: Float64Array): boolean {
  let zeros = false
  for (let row = 0; row < weights.length; row++) {
    const weight = weights[row]
    if (weight > 0 && weight < Infinity) continue
    if (weight === 0) {
      zeros = true
      continue
    }
    throw new InputError(
      `The weight of row ${row} of the chunk is ${weight}`,
      'Weights must be finite and not negative',
    )
  }
  return zeros
}
