import { InputError, OptionError } from './errors.js'

/** `size` weighted points of `R^dim`. Order carries no meaning; equal points may repeat. */
export interface WeightedSet {
  readonly size: number
  readonly dim: number
  /** `size × dim`, row-major. */
  readonly points: Float64Array
  /** `size` masses, each `>= 0`. */
  readonly weights: Float64Array
}

export type RealTypedArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray

/** What `weightedSet` takes for points: a flat row-major array, or one array per point. */
export type PointsInput = RealTypedArray | readonly (readonly number[])[]

export interface WeightedSetOptions {
  /** Coordinates per point. Needed for a flat array; checked for nested ones. */
  readonly dim?: number
  /** One mass per point; all 1 by default. */
  readonly weights?: RealTypedArray | readonly number[]
}

/**
 * A weighted set over the given points. A `Float64Array`, of points or of weights, is aliased; all else is
 * copied. Nothing is ever written to.
 *
 * @throws InputError for no points, ragged rows, NaN or infinite coordinates, negative or all-zero weights
 * @throws OptionError for a flat array without `dim`
 */
export function weightedSet(input: PointsInput, options: WeightedSetOptions = {}): WeightedSet {
  const { points, dim } = isTyped(input) ? flatPoints(input, options.dim) : nestedPoints(input, options.dim)
  const size = points.length / dim
  const weights = options.weights === undefined ? new Float64Array(size).fill(1) : toFloat64(options.weights)
  const set: WeightedSet = { size, dim, points, weights }
  checkWeightedSet(set)
  return set
}

/**
 * Checks a weighted set that was assembled by hand.
 *
 * @throws InputError naming the first bad row and column
 */
export function checkWeightedSet(set: WeightedSet): void {
  const { size, dim, points, weights } = set ?? {}
  if (!(points instanceof Float64Array && weights instanceof Float64Array)) {
    throw new InputError(
      'The set is not one of points and weights in Float64Arrays',
      'Make it with weightedSet(points, { dim })',
    )
  }
  if (!Number.isInteger(dim) || dim < 1) {
    throw new InputError(`dim is ${dim}`, 'Points need at least one coordinate')
  }
  if (size === 0) throw new InputError('The input holds no points', 'Give at least one point')
  if (points.length !== size * dim) {
    throw new InputError(
      `points has ${points.length} numbers, not size × dim = ${size} × ${dim}`,
      'Give every point all its coordinates',
    )
  }
  if (weights.length !== size) {
    throw new InputError(
      `weights has ${weights.length} entries for ${size} points`,
      'Give one weight per point',
    )
  }
  checkCoordinates(points, dim)
  checkWeights(weights)
}

function checkCoordinates(points: Float64Array, dim: number): void {
  if (areFinite(points)) return
  for (let i = 0; i < points.length; i++) {
    if (!Number.isFinite(points[i])) {
      throw new InputError(
        `Row ${Math.floor(i / dim)}, column ${i % dim} is ${points[i]}`,
        'Coordinates must be finite: drop or fill such rows first',
      )
    }
  }
}

/** Zero times a number that is not finite is NaN, and so is every sum with it; four sums go on side by side. */
function areFinite(values: Float64Array): boolean {
  const whole = values.length & ~3
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  for (let i = 0; i < whole; i += 4) {
    a += 0 * values[i]
    b += 0 * values[i + 1]
    c += 0 * values[i + 2]
    d += 0 * values[i + 3]
  }
  for (let i = whole; i < values.length; i++) a += 0 * values[i]
  return a + b + c + d === 0
}

function checkWeights(weights: Float64Array): void {
  let total = 0
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]
    if (!(weight >= 0 && weight < Infinity)) {
      throw new InputError(`The weight of row ${i} is ${weight}`, 'Weights must be finite and not negative')
    }
    total += weight
  }
  if (total === 0) throw new InputError('All weights are zero', 'Give at least one row a positive weight')
  if (total === Infinity) {
    throw new InputError('The sum of the weights overflows', 'Divide all weights by their largest')
  }
}

function isTyped(input: PointsInput): input is RealTypedArray {
  if (!ArrayBuffer.isView(input)) return false
  if (input instanceof BigInt64Array || input instanceof BigUint64Array || input instanceof DataView) {
    throw new InputError(
      `The points are a ${input.constructor.name}`,
      'Give real numbers, such as Float64Array.from(values, Number)',
    )
  }
  return true
}

function flatPoints(input: RealTypedArray, dim: number | undefined) {
  if (dim === undefined) {
    throw new OptionError(
      `dim is missing for a flat array of ${input.length} numbers`,
      'Say how many coordinates a point has, such as { dim: 3 }',
    )
  }
  if (!Number.isInteger(dim) || dim < 1) {
    throw new OptionError(`dim is ${dim}`, 'Give a positive integer')
  }
  if (input.length % dim !== 0) {
    throw new InputError(
      `The array holds ${input.length} numbers, which is not a multiple of dim = ${dim}`,
      'Give every point all its coordinates, or another dim',
    )
  }
  return { points: toFloat64(input), dim }
}

function nestedPoints(input: readonly (readonly number[])[], expected: number | undefined) {
  if (!Array.isArray(input)) {
    throw new InputError(
      `The points are ${input === null ? 'null' : `of type ${typeof input}`}`,
      'Give a typed array of real numbers, or an array of arrays of numbers',
    )
  }
  const dim = expected ?? input[0]?.length ?? 1
  const points = new Float64Array(input.length * dim)
  for (let row = 0; row < input.length; row++) {
    const point: unknown = input[row]
    if (!isListOfNumbers(point)) {
      throw new InputError(
        `Row ${row} is ${String(point)}`,
        'Give each point as an array of numbers, or all of them as one flat typed array with { dim }',
      )
    }
    if (point.length !== dim) {
      throw new InputError(
        `Row ${row} has ${point.length} coordinates where ${dim} were expected`,
        'Give every point the same number of coordinates',
      )
    }
    for (let column = 0; column < dim; column++) {
      const value = point[column]
      if (typeof value !== 'number') {
        throw new InputError(
          `Row ${row}, column ${column} is ${JSON.stringify(value) ?? String(value)}`,
          'Coordinates must be numbers',
        )
      }
      points[row * dim + column] = value
    }
  }
  return { points, dim }
}

function isListOfNumbers(point: unknown): point is ArrayLike<unknown> {
  return Array.isArray(point) || (ArrayBuffer.isView(point) && 'length' in point)
}

function toFloat64(values: RealTypedArray | readonly number[]): Float64Array {
  return values instanceof Float64Array ? values : Float64Array.from(values)
}
