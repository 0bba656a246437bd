export type { TensorFlow } from './tensor-flow.js'
export { type TfjsOptions, tfjs } from './tfjs.js'
