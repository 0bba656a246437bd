export {
  fitLeastSquares,
  type LeastSquaresModel,
  type LeastSquaresOptions,
  leastSquaresSteps,
} from './reference/least-squares.js'
export { fitSoftmax, type SoftmaxModel, type SoftmaxOptions, softmaxSteps } from './reference/softmax.js'
export { createTerms, polynomialTerms, type TermBlock, type Terms } from './reference/terms.js'
export { classLabels, type LabelTable } from './table/class-labels.js'
