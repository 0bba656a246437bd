import { frame } from '../crowd'
import { featureCount, tableRows, turnToFeatures } from '../features'
import { doubles } from '../memory'
import { frameOfAll } from '../split'

/** Points of a block of features, at most. */
const BLOCK: i32 = 32

/** The features that every neighbourhood keeps. */
let program: usize = 0
let parameters: usize = 0
let tableAt: usize = 0
let valuesAt: usize = 0
let frameAt: usize = 0

/** To be called while the features of the set are bound. */
export function prepareKeptFeatures(programAt: usize, parametersAt: usize): void {
  program = programAt
  parameters = parametersAt
  frameAt = frame
  valuesAt = doubles(<i64>featureCount * BLOCK)
  tableAt = doubles(<i64>tableRows(program) * BLOCK)
}

/** Binds the features of the first `count` points of the crowd, on the box around them. */
export function bindKeptFeatures(count: i32): void {
  frameOfAll(frameAt, count)
  turnToFeatures(program, parameters, tableAt, valuesAt, frameAt)
}
