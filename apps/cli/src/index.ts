export { peakMemory } from './console/peak-memory.js'
export { type PolylogStreams, runPolylog } from './run-polylog.js'
