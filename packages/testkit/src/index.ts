export {
  type CompressionExpectations,
  type CompressionLike,
  compressionProblems,
} from './compression-problems.js'
export {
  type BackendFactory,
  type ConformanceCase,
  type ConformanceOptions,
  conformance,
} from './conformance/conformance.js'
export { GLYPH_KINDS, type GlyphImageOptions, type GlyphImages, glyphImages } from './glyph-images.js'
export {
  HARD_FAMILIES,
  type HardFamily,
  type HardSet,
  type HardSetOptions,
  hardSet,
  hardSets,
  polynomialRankBound,
} from './hard-sets.js'
export { type MatcherResult, matchers, type PolylogMatchers } from './matchers.js'
export { FIG_2, FIG_2_SIZES, FIG_8 } from './published-errors.js'
export {
  drawReferenceFunction,
  drawRidgeMean,
  ridgeMean,
  type SymmetricFunction,
  sigmoidMean,
  uniformCube,
} from './symmetric-functions.js'
export {
  type RegisterGroup,
  type RegisterTest,
  type TestBackendOptions,
  testBackend,
} from './test-backend.js'
