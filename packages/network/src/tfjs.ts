export type { MultiHeadAttentionOptions } from './tfjs/attention/attention-options.js'
export { MultiHeadAttention, multiHeadAttention } from './tfjs/attention/multi-head-attention.js'
export { type CompressedModel, compressModel } from './tfjs/compress-model.js'
export type { CompressModelOptions } from './tfjs/compress-options.js'
export type { GivenUnits } from './tfjs/given-units.js'
export type {
  Cost,
  LayerReport,
  ModelReport,
  OutputError,
  QueryKeyReport,
  RunReport,
} from './tfjs/model-report.js'
export { OWN_LAYERS } from './tfjs/own-layers.js'
export { type TicketOptimizer, type TicketOptions, ticketOptimizer } from './tfjs/ticket-optimizer.js'
export type { MassesByLayer } from './tfjs/unit-masses.js'
export type { LeftLayer, UnitRun } from './tfjs/unit-runs.js'
export { weightMovement } from './tfjs/weight-movement.js'
export { WeightedDense, type WeightedDenseOptions, weightedDense } from './tfjs/weighted-dense.js'
