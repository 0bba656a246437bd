import {
  checkKernel,
  checkNames,
  checkWidth,
  createRng,
  type FourierFeatures,
  type Kernel,
  OptionError,
  type Rng,
} from '@polylog/core'

export interface RandomFourierOptions {
  readonly dim: number
  /** Waves. */
  readonly count: number
  /** `'gaussian'` by default. */
  readonly kernel?: Kernel
  /** In input units. */
  readonly width: number
  readonly seed?: number
}

/** Degrees of freedom of Student's distribution of the frequencies: `2 ν` of the Matérn kernel of smoothness `ν`. */
const FREEDOM: Readonly<Record<Exclude<Kernel, 'gaussian'>, number>> = {
  laplace: 1,
  matern32: 3,
  matern52: 5,
}

/**
 * Waves whose frequencies are drawn from the kernel's spectrum: their products average to the kernel (Rahimi and Recht
 * 2007). The spectrum is normal for the Gaussian kernel, and Student's for the Matérn kernels, that of Laplace included.
 *
 * @throws OptionError for a dim, count or width that is not positive
 */
export function randomFourier(options: RandomFourierOptions): FourierFeatures {
  checkNames('randomFourier', options, ['dim', 'count', 'kernel', 'width', 'seed'])
  const { dim, count, kernel = 'gaussian', width, seed = 0 } = options
  for (const [name, value] of Object.entries({ dim, count })) {
    if (!(Number.isInteger(value) && value >= 1)) {
      throw new OptionError(`${name} is ${value}`, 'Give a positive integer')
    }
  }
  checkKernel(kernel)
  checkWidth(kernel, width, 'Give a positive number, such as medianDistance(set)')
  const rng = createRng(seed, 'frequencies')
  const frequencies = new Float64Array(count * dim)
  const phases = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const scale = kernel === 'gaussian' ? 1 : Math.sqrt(FREEDOM[kernel] / chiSquared(FREEDOM[kernel], rng))
    for (let axis = 0; axis < dim; axis++) frequencies[i * dim + axis] = (scale * rng.normal()) / width
    phases[i] = 2 * Math.PI * rng.uniform()
  }
  return { kind: 'fourier', frequencies, phases }
}

function chiSquared(freedom: number, rng: Rng): number {
  let sum = 0
  for (let i = 0; i < freedom; i++) sum += rng.normal() ** 2
  return sum
}
