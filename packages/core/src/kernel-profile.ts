import type { Kernel } from './feature-map.js'

const SQRT3 = Math.sqrt(3)
const SQRT5 = Math.sqrt(5)

/** A kernel of distance as a function of the square of the distance over the width. */
export type KernelProfile = (squared: number) => number

const PROFILES: Readonly<Record<Kernel, KernelProfile>> = {
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
export function profileOf(kernel: Kernel): KernelProfile {
  const profile = PROFILES[kernel]
  return squared => {
    const value = profile(squared)
    return value >= LEAST_VALUE ? value : 0
  }
}
