export { coresetBatches } from './tfjs/coreset-batches.js'
export { type CoresetTensors, coresetTensors, disposeTensors } from './tfjs/coreset-tensors.js'
export { type GradientColumnOptions, gradientColumn } from './tfjs/gradient-column.js'
export { type LossFunction, weightedLabels, weightedLoss, weightedModel } from './tfjs/weighted-loss.js'
