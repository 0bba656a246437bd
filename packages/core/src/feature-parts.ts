import { OptionError, UnavailableError } from './errors.js'
import type { CustomFeatures, DirectionFeatures, FeatureMap, PolynomialFeatures } from './feature-map.js'

/** A map that is no sum of others. */
export type FeaturePart = PolynomialFeatures | DirectionFeatures | CustomFeatures

/** The parts of a map that have features besides the constant, which they share, in the order of their columns. */
export function featureParts(map: FeatureMap): readonly FeaturePart[] {
  switch (map.kind) {
    case 'sum':
      return map.maps.flatMap(featureParts)
    case 'polynomial':
      return map.order > 0 ? [map] : []
    default:
      return map.count > 0 ? [map] : []
  }
}

/**
 * The same for an engine that cannot run functions of the user's.
 *
 * @param engine its name, for the message
 * @throws UnavailableError if the map holds a function
 */
export function plainFeatureParts(
  map: FeatureMap,
  engine: string,
): readonly (PolynomialFeatures | DirectionFeatures)[] {
  return featureParts(map).map(part => {
    if (part.kind !== 'custom') return part
    throw new UnavailableError(
      `The feature map holds a function, which ${engine} cannot evaluate`,
      'Functions run on the CPU: evaluate this map with the backend cpu()',
    )
  })
}

/**
 * The same for points that may move.
 *
 * @throws OptionError if the map holds a function, whose derivatives are unknown
 */
export function differentiableParts(map: FeatureMap): readonly (PolynomialFeatures | DirectionFeatures)[] {
  return featureParts(map).map(part => {
    if (part.kind !== 'custom') return part
    throw new OptionError(
      "nodes is 'free' for custom features, whose derivatives are unknown",
      "Give polynomials or directions, or nodes: 'kept'",
    )
  })
}
