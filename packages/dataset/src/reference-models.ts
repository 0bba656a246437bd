export { fitLeastSquares, type LeastSquaresModel } from './reference/least-squares.js'
export { fitSoftmax, type SoftmaxModel, type SoftmaxOptions } from './reference/softmax.js'
export { createTerms, polynomialTerms, type Terms } from './reference/terms.js'
