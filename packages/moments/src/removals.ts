export { compileGradients, type GradientEvaluator } from './free-nodes/feature-gradients.js'
export { freeNodeSteps, freeNodes } from './free-nodes/free-nodes.js'
export { balanceTowards } from './thinning/balance.js'
export { thin, thinSteps } from './thinning/thin.js'
