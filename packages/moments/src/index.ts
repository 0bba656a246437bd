export { compileFeatures, type FeatureEvaluator } from './compile-features.js'
export { chebyshev, custom, directions, legendre, monomials, sum } from './feature-maps.js'
export { frameOfBox } from './frame.js'
export { reduceCells } from './reduce-cells.js'
