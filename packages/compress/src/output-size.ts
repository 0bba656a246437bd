import { type FeatureMap, featureCount, fewestNodes, OptionError } from '@polylog/core'
import { chebyshev } from '@polylog/moments'
import type { NodeKind, SizeOptions } from './compress-options.js'
import type { Settings } from './settings.js'

/** The one way in which the output's size was asked for. */
export type SizeGoal = { readonly size: number } | { readonly tolerance: number }

/**
 * @param inputSize rows of the input
 * @throws OptionError unless exactly one of `size`, `ratio` and `tolerance` is given, and in range
 */
export function sizeGoal(options: SizeOptions, inputSize: number): SizeGoal {
  const { size, ratio, tolerance } = options
  const given = [size, ratio, tolerance].filter(value => value !== undefined).length
  if (given !== 1) {
    throw new OptionError(
      given === 0
        ? 'None of size, ratio and tolerance is given'
        : 'More than one of size, ratio and tolerance is given',
      'Give exactly one, such as { size: 1000 }',
    )
  }
  if (size !== undefined) {
    if (!Number.isInteger(size) || size < 1) {
      throw new OptionError(
        `size is ${typeof size === 'string' ? JSON.stringify(size) : size}`,
        'Give a positive integer, the most points the result may have',
      )
    }
    return { size }
  }
  if (ratio !== undefined) {
    if (!(ratio > 0 && ratio <= 1)) {
      throw new OptionError(`ratio is ${ratio}`, 'Give a number above 0 and at most 1')
    }
    return { size: Math.ceil(ratio * inputSize) }
  }
  if (!(tolerance !== undefined && tolerance > 0 && tolerance < Infinity)) {
    throw new OptionError(`tolerance is ${tolerance}`, 'Give a positive number, such as 1e-6')
  }
  return { tolerance }
}

/**
 * @throws OptionError if what is to be kept needs more points than `size`: it names the size that would do, and the
 *   highest order that fits
 */
export function checkFits(
  dim: number,
  size: number,
  { order, features, nodes }: Pick<Settings, 'order' | 'features' | 'nodes'>,
): void {
  if (typeof order === 'number') checkOrderFits(dim, order, size, nodes)
  if (features) checkFeaturesFit(features, dim, size, nodes)
}

function checkFeaturesFit(map: FeatureMap, dim: number, size: number, nodes: NodeKind): void {
  const needed = nodesNeeded(map, dim, nodes)
  if (needed <= size) return
  throw new OptionError(
    `The features need ${needed} ${nodes === 'free' ? 'free nodes' : 'points'}, the mass included, more than size ${size}`,
    `Give size ${needed} or more, or fewer features`,
  )
}

function checkOrderFits(dim: number, order: number, size: number, nodes: NodeKind): void {
  const neededFor = (degree: number) => nodesNeeded(chebyshev(degree), dim, nodes)
  const needed = neededFor(order)
  if (needed <= size) return
  let highest = order - 1
  while (highest > 0 && neededFor(highest) > size) highest--
  throw new OptionError(
    `Order ${order} in ${dim} dimensions needs ${needed} ${nodes === 'free' ? 'free nodes' : 'points'}, more than size ${size}`,
    `Give size ${needed} or more, or order ${highest}${highest > 0 ? ' or less' : ''}`,
  )
}

/** Points that always do, or free nodes below which there is no hope. */
export function nodesNeeded(map: FeatureMap, dim: number, nodes: NodeKind): number {
  return nodes === 'free' ? fewestNodes(map, dim) : featureCount(map, dim)
}
