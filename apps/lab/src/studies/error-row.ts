import type { Row } from '../study.js'

/** The error of one draw. */
export interface ErrorRow extends Row {
  readonly m: number
  readonly d: number
  /** Points kept. */
  readonly size: number
  readonly seed: number
  readonly order: number
  readonly error: number
}
