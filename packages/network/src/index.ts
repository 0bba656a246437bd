export { foldedStep, ticketGradient, type UnitParameters } from './dynamics/ticket-gradients.js'
export {
  type Trajectory,
  type TrajectoryDistance,
  trajectoryDistance,
} from './dynamics/trajectory-distance.js'
export { compressEnsemble, type EnsembleChoice, type EnsembleOptions } from './ensemble/compress-ensemble.js'
export { chooseByGram } from './units/choose-by-gram.js'
export { chooseByMoments, type MomentOptions } from './units/choose-by-moments.js'
export { errorByGram } from './units/error-by-gram.js'
export { type MomentNodeOptions, type MomentNodes, momentNodes } from './units/moment-nodes.js'
export { type PursuedUnits, pursueByGram } from './units/pursue-by-gram.js'
export type { Basis, ChoiceOptions, Goal, UnitChoice } from './units/unit-choice.js'
export type { UnitWeights } from './units/unit-weights.js'
