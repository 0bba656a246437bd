import { AccuracyError } from '@polylog/core'

/** A result whose moments are further off than this is withheld. */
const RESIDUAL_LIMIT = 1e-12

/** @throws AccuracyError if a result does not keep its moments to 1e-12 */
export function checkResidual(residual: number): void {
  if (residual <= RESIDUAL_LIMIT) return
  throw new AccuracyError(
    `The moments of the result are off by ${residual.toExponential(1)} of their scale`,
    'Lower the order, or of features of your own give fewer, or some that depend on each other less (a larger width of kernels)',
  )
}
