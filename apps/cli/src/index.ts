export { type PolylogStreams, runPolylog } from './run-polylog.js'
