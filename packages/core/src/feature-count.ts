import { degreeSetSize } from './degree-set.js'
import type { FeatureMap } from './feature-map.js'

/** Number of columns of an evaluation, the constant included; `Infinity` if they are too many to count. */
export function featureCount(map: FeatureMap, dim: number): number {
  switch (map.kind) {
    case 'polynomial':
      return degreeSetSize(map, map.axes?.length ?? dim)
    case 'projected-polynomial':
      return degreeSetSize(map, map.offsets.length)
    case 'fourier':
      return map.phases.length + 1
    case 'directions':
    case 'kernel':
    case 'custom':
      return map.count + 1
    case 'sum':
      return map.maps.reduce((count, part) => count + featureCount(part, dim) - 1, 1)
    case 'product':
      return map.maps.reduce((count, part) => count * featureCount(part, dim), 1)
  }
}
