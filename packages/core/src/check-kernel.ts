import { OptionError } from './errors.js'
import { KERNELS, type Kernel } from './feature-map.js'

/** @throws OptionError for a kernel that there is not */
export function checkKernel(kernel: Kernel): void {
  if (KERNELS.includes(kernel)) return
  throw new OptionError(`The kernel is ${JSON.stringify(kernel)}`, `Give ${KERNELS.join(', ')}`)
}

/** @throws OptionError for a width that no kernel can have */
export function checkWidth(
  kernel: Kernel,
  width: number,
  remedy = 'Give a positive number, or leave it out for the median distance of the points',
): void {
  if (width > 0 && width < Infinity) return
  throw new OptionError(`The width of the ${kernel} kernel is ${width}`, remedy)
}
