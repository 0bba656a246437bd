export {
  fitLeastSquares,
  type LeastSquaresModel,
  type LeastSquaresOptions,
} from './reference/least-squares.js'
export { fitSoftmax, type SoftmaxModel, type SoftmaxOptions } from './reference/softmax.js'
export { createTerms, polynomialTerms, type Terms } from './reference/terms.js'
export { classLabels, type LabelTable } from './table/class-labels.js'
