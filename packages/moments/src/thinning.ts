export { balanceTowards } from './thinning/balance.js'
export { thin, thinSteps } from './thinning/thin.js'
