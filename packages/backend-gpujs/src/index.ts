export { type GpujsOptions, gpujs } from './gpujs.js'
