import type { FeatureMap, WeightedSet } from '@polylog/core'
import { momentResidual } from '@polylog/moments'
import {
  type CompressionExpectations,
  type CompressionLike,
  compressionProblems,
} from './compression-problems.js'

export interface MatcherResult {
  readonly pass: boolean
  readonly message: () => string
}

/** Signatures of the matchers, for a test runner's `interface Matchers` to extend. */
export interface PolylogMatchers<R = unknown> {
  toKeepMoments(before: WeightedSet, features: FeatureMap, tolerance?: number): R
  toBeCompressionOf(input: WeightedSet, expectations?: CompressionExpectations): R
}

/** For `expect.extend(matchers)` of Vitest or Jest. */
export const matchers = {
  /** The received set has the same sums of all features as `before`, to a relative error of `tolerance`. */
  toKeepMoments(
    received: WeightedSet,
    before: WeightedSet,
    features: FeatureMap,
    tolerance = 1e-12,
  ): MatcherResult {
    if (received.dim !== before.dim) {
      return { pass: false, message: () => `the sets have ${received.dim} and ${before.dim} coordinates` }
    }
    const residual = momentResidual(before, received, features)
    return {
      pass: residual <= tolerance,
      message: () => `the moment residual is ${residual}; the tolerance is ${tolerance}`,
    }
  },
  /** The received compression holds rows of the input, with weights `>= 0` and the mass kept. */
  toBeCompressionOf(
    received: CompressionLike,
    input: WeightedSet,
    expectations: CompressionExpectations = {},
  ): MatcherResult {
    const problems = compressionProblems(received, input, expectations)
    return {
      pass: problems.length === 0,
      message: () =>
        problems.length === 0
          ? 'it is a compression of the input'
          : `not a compression of the input: ${problems.join('; ')}`,
    }
  },
}
