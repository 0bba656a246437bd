export { type HerdedSet, type HerdingWeights, type HerdOptions, herd } from './herding/herd.js'
export {
  nonNegativePursuit,
  type Pursuit,
  type PursuitProblem,
} from './non-negative-least-squares/pursuit.js'
