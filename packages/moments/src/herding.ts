export { type HerdedSet, type HerdingWeights, type HerdOptions, herd } from './herding/herd.js'
