import { InputError } from '@polylog/core'

/** Units whose squared length is less than this share of the largest are dead. */
const DEAD = 1e-24

/**
 * Numbers of the units whose vectors are not 0.
 *
 * @param gram `count × count`: products of the units' vectors
 * @throws InputError if there is none, or a vector is not finite
 */
export function aliveUnits(gram: Float64Array, count: number): Uint32Array {
  checkFinite(gram, count)
  let largest = 0
  for (let i = 0; i < count; i++) largest = Math.max(largest, gram[i * (count + 1)])
  if (largest === 0) {
    throw new InputError(
      'No unit adds anything on the calibration data',
      'Give data of the kind that the model is used on',
    )
  }
  return Uint32Array.from({ length: count }, (_, i) => i).filter(i => gram[i * (count + 1)] > DEAD * largest)
}

/** @throws InputError if the vector of a unit is not finite */
export function checkFinite(gram: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) {
    if (Number.isFinite(gram[i * (count + 1)])) continue
    throw new InputError(
      `What unit ${i} adds is not finite on the calibration data`,
      'Give data of the kind that the model is used on',
    )
  }
}
