import { type Kernel, type KernelProfile, profileOf } from '@polylog/core'

const SQRT3 = Math.sqrt(3)
const SQRT5 = Math.sqrt(5)

/**
 * By how much a kernel grows with the square of the distance, over the width: half the factor that turns a difference of
 * coordinates into a slope. That of the Laplace kernel has a pole at the landmark, where 0 is taken.
 */
const SLOPES: Readonly<Record<Kernel, KernelProfile>> = {
  gaussian: squared => -Math.exp(-squared / 2) / 2,
  laplace(squared) {
    const distance = Math.sqrt(squared)
    return distance > 0 ? -Math.exp(-distance) / (2 * distance) : 0
  },
  matern32: squared => -1.5 * Math.exp(-SQRT3 * Math.sqrt(squared)),
  matern52(squared) {
    const distance = SQRT5 * Math.sqrt(squared)
    return (-5 / 6) * (1 + distance) * Math.exp(-distance)
  },
}

/** Of `profileOf`: 0 where that is. */
export function slopeOf(kernel: Kernel): KernelProfile {
  const profile = profileOf(kernel)
  const slope = SLOPES[kernel]
  return squared => (profile(squared) > 0 ? slope(squared) : 0)
}
