export { boxOf, largestRelativeDifference } from '@polylog/core'
export { BLOCK, compileFeatures, type FeatureEvaluator } from './compile-features.js'
export {
  chebyshev,
  custom,
  type DegreeOptions,
  directions,
  legendre,
  linear,
  monomials,
  type PolynomialFamily,
  product,
  sum,
} from './feature-maps.js'
export { cellMoments, featureSums, featureTable, scaledCellMoments } from './feature-table.js'
export { reduceCells } from './reduce-cells.js'
export { momentResidual } from './residual.js'
