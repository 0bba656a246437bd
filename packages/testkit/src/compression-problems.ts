import { compensatedSum, type FeatureMap, totalMass, type WeightedSet } from '@polylog/core'
import { momentResidual } from '@polylog/moments'

/** What `compress` of @polylog/compress resolves to, as far as it is checked here. */
export interface CompressionLike {
  readonly set: WeightedSet
  readonly indices: Uint32Array
}

export interface CompressionExpectations {
  /** Upper bound of the compressed size; that of the input by default. */
  readonly size?: number
  /** Features whose sums are kept; only the mass is checked by default. */
  readonly features?: FeatureMap
  /** Largest relative error of mass and features; 1e-12 by default. */
  readonly tolerance?: number
}

/**
 * Every way in which `compression` is not one of `input`: one sentence each, none if all is well. Without indices
 * (free nodes) the rows are not compared.
 */
export function compressionProblems(
  compression: CompressionLike,
  input: WeightedSet,
  { size = input.size, features, tolerance = 1e-12 }: CompressionExpectations = {},
): string[] {
  const { set, indices } = compression
  if (set.dim !== input.dim) return [`it has ${set.dim} coordinates per point instead of ${input.dim}`]
  const problems: string[] = []
  if (set.size > size) problems.push(`it has ${set.size} points, more than ${size}`)
  const negative = set.weights.findIndex(weight => !(weight >= 0))
  if (negative >= 0) problems.push(`the weight of row ${negative} is ${set.weights[negative]}`)
  if (indices.length > 0 || set.size === 0) problems.push(...rowProblems(compression, input))
  const mass = totalMass(input)
  const massError = Math.abs(compensatedSum(set.weights) - mass) / mass
  if (!(massError <= tolerance)) problems.push(`its mass is off by ${massError}, relative to ${mass}`)
  if (features !== undefined) {
    const residual = momentResidual(input, set, features)
    if (!(residual <= tolerance)) problems.push(`its moment residual is ${residual}, more than ${tolerance}`)
  }
  return problems
}

function rowProblems({ set, indices }: CompressionLike, input: WeightedSet): string[] {
  if (indices.length !== set.size) return [`it has ${indices.length} indices for ${set.size} points`]
  const { dim } = input
  for (let i = 0; i < indices.length; i++) {
    const row = indices[i]
    if (row >= input.size) return [`indices[${i}] is ${row}, but the input has ${input.size} rows`]
    if (i > 0 && row <= indices[i - 1]) return [`indices are not ascending at ${i}`]
    for (let axis = 0; axis < dim; axis++) {
      if (set.points[i * dim + axis] !== input.points[row * dim + axis]) {
        return [`point ${i} is not row ${row} of the input: they differ in column ${axis}`]
      }
    }
  }
  return []
}
