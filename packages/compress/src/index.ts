export { chebyshev, custom, directions, legendre, monomials, sum } from '@polylog/moments'
export { compress } from './compress.js'
export type {
  CompressBaseOptions,
  CompressOptions,
  NodeKind,
  Probe,
  Quality,
  SizeOptions,
} from './compress-options.js'
export type { Certificate, Compression, OperationReport } from './compression.js'
export { plan } from './plan.js'
export type { Plan } from './plan-result.js'
export { resumeStream } from './stream/resume-stream.js'
export type { StreamCertificate, StreamCompression, StreamCompressor } from './stream/stream-compression.js'
export { streamCompressor } from './stream/stream-compressor.js'
export { defaultBufferRows, type StreamOptions } from './stream/stream-options.js'
