export {
  compose,
  type DeepSet,
  type DeepSetOptions,
  deepSet,
  product,
  type SymmetricFunction,
  sum,
} from './deep-set.js'
export {
  type EquivariantMap,
  type EquivariantMapOptions,
  equivariantMap,
  pullback,
} from './equivariant-map.js'
export { mergeMoments, rescaleMoments, shiftMoments } from './moment-algebra.js'
export {
  absoluteMoments,
  type Moments,
  type MomentsOptions,
  moments,
  truncateMoments,
} from './moments.js'
export { type MultiIndices, multiIndexRank, multiIndices } from './multi-indices.js'
export {
  completeFromElementary,
  completeFromPowerSums,
  elementaryFromComplete,
  elementaryFromPowerSums,
  powerSumsFromComplete,
  powerSumsFromElementary,
} from './newton-identities.js'
export {
  type SymmetricPolynomial,
  type SymmetricPolynomialOptions,
  type SymmetricTerm,
  symmetricPolynomial,
} from './symmetric-polynomial.js'
export { type CrowdingOptions, crowdingDiameter } from './theory/crowding.js'
export {
  type CompressedSizeLowerBoundOptions,
  type CompressionLowerBoundOptions,
  compressedSizeLowerBound,
  compressionLowerBound,
  type LevelSetOptions,
  levelSetFraction,
  squaredPolynomialGap,
  vanishingDegree,
} from './theory/lower-bound.js'
export {
  type BestOrderOptions,
  bestOrder,
  type PolylogErrorOptions,
  type PolylogSizeOptions,
  polylogError,
  polylogSize,
} from './theory/polylog.js'
export {
  type PolylogCompressedLawOptions,
  type PowerLaw,
  polylogCompressedLaw,
  powerCompressedLaw,
  powerLawLoss,
  type StretchedExponentialLaw,
  stretchedExponentialLoss,
} from './theory/scaling-law.js'
export { type SmallBallOptions, smallBallError } from './theory/small-ball.js'
export { highestOrder, tchakaloffBound } from './theory/tchakaloff.js'
export {
  type CompressionErrorBoundOptions,
  type CompressionRegime,
  compressionErrorBound,
  compressionRegime,
  observedMeanErrorExponent,
  type UniversalCompressionOptions,
  universalCompressionError,
} from './theory/universal-compression.js'
export type { PointMap } from './weighted-sums.js'
