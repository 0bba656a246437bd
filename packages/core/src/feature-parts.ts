import { isTotalDegree } from './degree-set.js'
import { OptionError, UnavailableError } from './errors.js'
import type {
  CustomFeatures,
  DirectionFeatures,
  FeatureLeaf,
  FeatureMap,
  PolynomialFeatures,
  ProductFeatures,
} from './feature-map.js'

/** A map that is no sum of others. */
export type FeaturePart = FeatureLeaf | ProductFeatures

/** The parts of a map that have features besides the constant, which they share, in the order of their columns. */
export function featureParts(map: FeatureMap): readonly FeaturePart[] {
  switch (map.kind) {
    case 'sum':
      return map.maps.flatMap(featureParts)
    case 'polynomial':
    case 'projected-polynomial':
      return map.order > 0 ? [map] : []
    case 'fourier':
    case 'product':
      return [map]
    default:
      return map.count > 0 ? [map] : []
  }
}

/** All maps that a map is made of, and that are not made of others. */
export function featureLeaves(map: FeatureMap): readonly FeatureLeaf[] {
  return map.kind === 'sum' || map.kind === 'product' ? map.maps.flatMap(featureLeaves) : [map]
}

/** Whether the map holds a function of the user's, which no file can carry, nor any worker. */
export function hasFunction(map: FeatureMap): boolean {
  return featureLeaves(map).some(leaf => leaf.kind === 'custom')
}

/** The order, of a map of all polynomials up to a total degree; nothing of any other map. */
export function totalDegreeOf(map: FeatureMap): number | undefined {
  return map.kind === 'polynomial' && !map.axes && isTotalDegree(map) ? map.order : undefined
}

const NAMES: Readonly<Record<FeatureLeaf['kind'] | 'product', string>> = {
  polynomial: 'polynomials',
  'projected-polynomial': 'polynomials of projections',
  directions: 'directions',
  kernel: 'sections of a kernel',
  fourier: 'Fourier features',
  custom: 'a function',
  product: 'a product of maps',
}

/**
 * For an engine that does not know all kinds.
 *
 * @param engine its name, for the message
 * @throws UnavailableError if the map holds features of another kind
 */
export function checkLeaves(map: FeatureMap, engine: string, kinds: readonly FeatureLeaf['kind'][]): void {
  const strange = featureLeaves(map).find(({ kind }) => !kinds.includes(kind))
  if (strange) throw notEvaluated(strange, engine)
}

/**
 * The parts of a map, for an engine that knows only polynomials up to a total degree and directions.
 *
 * @throws UnavailableError if the map holds anything else
 */
export function plainFeatureParts(
  map: FeatureMap,
  engine: string,
): readonly (PolynomialFeatures | DirectionFeatures)[] {
  return featureParts(map).map(part => {
    if (part.kind === 'directions') return part
    if (part.kind === 'polynomial' && totalDegreeOf(part) !== undefined) return part
    throw notEvaluated(part, engine)
  })
}

function notEvaluated(part: FeaturePart, engine: string): UnavailableError {
  return new UnavailableError(
    part.kind === 'polynomial'
      ? `The feature map holds polynomials that are not all of a total degree, which ${engine} cannot evaluate`
      : `The feature map holds ${NAMES[part.kind]}, which ${engine} cannot evaluate`,
    part.kind === 'custom'
      ? 'Functions run on the CPU: evaluate this map with the backend cpu()'
      : 'Evaluate this map with the backend cpu()',
  )
}

/**
 * The leaves of a map for points that may move.
 *
 * @throws OptionError if the map holds a function, whose derivatives are unknown, or polynomials on a sphere, which points would leave
 */
export function differentiableLeaves(map: FeatureMap): readonly Exclude<FeatureLeaf, CustomFeatures>[] {
  return featureLeaves(map).map(leaf => {
    if (leaf.kind === 'polynomial' && leaf.onSphere) {
      throw new OptionError(
        "nodes is 'free' for polynomials on a sphere, which new points would leave",
        "Leave it out: nodes: 'kept'",
      )
    }
    if (leaf.kind !== 'custom') return leaf
    throw new OptionError(
      "nodes is 'free' for custom features, whose derivatives are unknown",
      "Give features of another kind, or nodes: 'kept'",
    )
  })
}
