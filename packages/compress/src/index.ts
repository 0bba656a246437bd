export {
  chebyshev,
  custom,
  directions,
  legendre,
  linear,
  monomials,
  product,
  sum,
} from '@polylog/moments'
export { compress } from './compress.js'
export type {
  Budget,
  CompressBaseOptions,
  CompressOptions,
  NodeKind,
  Probe,
  Quality,
  SizeOptions,
} from './compress-options.js'
export type {
  Certificate,
  Compression,
  OperationReport,
  OrderChoice,
  ToleranceReport,
  TriedOrder,
} from './compression.js'
export { plan } from './plan.js'
export type { Plan } from './plan-result.js'
export { probeSums } from './probe-sums.js'
export { type ReduceInCellsOptions, reduceInCells } from './reduce-in-cells.js'
export { ridgeFunctions } from './ridge-functions.js'
export { resumeStream } from './stream/resume-stream.js'
export type { StreamCertificate, StreamCompression, StreamCompressor } from './stream/stream-compression.js'
export { streamCompressor } from './stream/stream-compressor.js'
export { defaultBufferRows, type StreamOptions } from './stream/stream-options.js'
