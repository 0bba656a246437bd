import type { Kernel } from '@polylog/core'

const SQRT3 = Math.sqrt(3)
const SQRT5 = Math.sqrt(5)

/** A kernel of distance as a function of the square of the distance over the width. */
type Profile = (squared: number) => number

const PROFILES: Readonly<Record<Kernel, Profile>> = {
  gaussian: squared => Math.exp(-squared / 2),
  laplace: squared => Math.exp(-Math.sqrt(squared)),
  matern32(squared) {
    const distance = SQRT3 * Math.sqrt(squared)
    return (1 + distance) * Math.exp(-distance)
  },
  matern52(squared) {
    const distance = SQRT5 * Math.sqrt(squared)
    return (1 + distance + (distance * distance) / 3) * Math.exp(-distance)
  },
}

/** Values of a kernel below this are 0: sums feel nothing of them, and eliminations would divide by them. */
const LEAST_VALUE = 1e-30

/** 0 for distances so large that the value is hardly more, infinite ones included. */
export function profileOf(kernel: Kernel): Profile {
  const profile = PROFILES[kernel]
  return squared => {
    const value = profile(squared)
    return value >= LEAST_VALUE ? value : 0
  }
}

/**
 * By how much a kernel grows with the square of the distance, over the width: half the factor that turns a difference of
 * coordinates into a slope. That of the Laplace kernel has a pole at the landmark, where 0 is taken.
 */
const SLOPES: Readonly<Record<Kernel, Profile>> = {
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
export function slopeOf(kernel: Kernel): Profile {
  const profile = profileOf(kernel)
  const slope = SLOPES[kernel]
  return squared => (profile(squared) > 0 ? slope(squared) : 0)
}
