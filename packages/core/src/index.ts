export { allAxes } from './all-axes.js'
export {
  type Assignment,
  type AssignRequest,
  type Backend,
  type CoverRequest,
  type FeatureRequest,
  type FeatureTable,
  type FreeNodes,
  type FreeNodesRequest,
  type MaybePromise,
  type MomentRequest,
  OPERATIONS,
  type Operation,
  type ReduceRequest,
  type ReduceWholeRequest,
  type Reduction,
  type ReductionMethod,
  type ScaledMoments,
  type Thinning,
  type ThinRequest,
  type WholeReduction,
} from './backend.js'
export { binomial, polynomialCount } from './binomial.js'
export { boundingBox, boxOf, boxOfPoints } from './bounding-box.js'
export { createBreathing, stepByStep, withoutPause } from './breathing.js'
export { cellBoxes } from './cell-boxes.js'
export { type Cells, COVERING_KINDS, type Covering, type CoveringKind } from './cells.js'
export { checkFeatureMap } from './check-feature-map.js'
export { checkKernel, checkWidth } from './check-kernel.js'
export { checkNames } from './check-names.js'
export { concatenated } from './concatenated.js'
export { degreeSetExponents, degreeSetSize, isTotalDegree } from './degree-set.js'
export {
  AccuracyError,
  type ErrorCode,
  InputError,
  OptionError,
  PolylogError,
  UnavailableError,
} from './errors.js'
export { featureCount } from './feature-count.js'
export {
  type CustomFeatures,
  type DegreeSet,
  type DirectionFeatures,
  type FeatureLeaf,
  type FeatureMap,
  type FourierFeatures,
  KERNELS,
  type Kernel,
  type KernelFeatures,
  type PolynomialBasis,
  type PolynomialFeatures,
  type ProductFeatures,
  type ProjectedPolynomialFeatures,
  type SumFeatures,
} from './feature-map.js'
export {
  checkLeaves,
  differentiableLeaves,
  type FeaturePart,
  featureLeaves,
  featureParts,
  hasFunction,
  plainFeatureParts,
  totalDegreeOf,
} from './feature-parts.js'
export { type FeatureProgram, featureProgram, type TableFill } from './feature-program.js'
export { featureWork } from './feature-work.js'
export { fewestNodes } from './fewest-nodes.js'
export { frameOfBox } from './frame.js'
export { interleaveRows } from './interleave-rows.js'
export { kMeansStarts } from './k-means-starts.js'
export { type KernelProfile, profileOf } from './kernel-profile.js'
export { gradedMultiIndices } from './multi-index.js'
export { oneCell } from './one-cell.js'
export type { OnProgress, Progress, Stage } from './progress.js'
export { largestRelativeDifference } from './relative-difference.js'
export { createRng, type Rng } from './rng.js'
export { allRows, takeRows, weightyRows } from './rows.js'
export { selectAxes } from './select-axes.js'
export { selectRows } from './select-rows.js'
export { type NumberBlock, sideBySide } from './side-by-side.js'
export {
  framedCoordinates,
  type Placement,
  placedRows,
  placementOf,
  squaredDistancesTo,
} from './single-precision.js'
export { selectRank, splitWidestAxis } from './split-rows.js'
export { spreadOf } from './spread.js'
export { compensatedSum, totalMass } from './sums.js'
export {
  type Balance,
  type BalancedPolynomials,
  balancedPolynomials,
  balanceOf,
} from './thinning/balanced-polynomials.js'
export { balancedDegrees, type ClusterSize, clusterSize, type ThinningPace } from './thinning/cluster-size.js'
export {
  checkWeightedSet,
  type PointsInput,
  type RealTypedArray,
  type WeightedSet,
  type WeightedSetOptions,
  weightedSet,
} from './weighted-set.js'
