import {
  type FeatureMap,
  InputError,
  type ProjectedPolynomialFeatures,
  selectAxes,
  type WeightedSet,
} from '@polylog/core'
import { linear, product, sum } from '@polylog/moments'
import { isLinearInLabels, type Loss } from './losses.js'
import type { ObjectLayout } from './object-layout.js'

/** Principal directions that are kept to degree 2. */
const LEADING = [4, 12]

/** Principal directions of more inputs take minutes to find. */
const MOST_FOR_DIRECTIONS = 256

/** Landmarks of the kernel: more take seconds for every thousand rows. */
const MOST_LANDMARKS = 256

/**
 * For many inputs: the leading principal directions to degree 2, the others to degree 1, times the labels; and sections of a
 * kernel of all coordinates at landmarks, so that the coreset is a positively weighted kernel quadrature.
 */
export async function largeDimensionFeatures(
  set: WeightedSet,
  layout: ObjectLayout,
  loss: Loss,
  most: number,
  seed: number,
): Promise<readonly FeatureMap[]> {
  const { nystroem, principal } = await import('@polylog/moments/from-data')
  const kernelOf = (count: number): readonly FeatureMap[] => {
    try {
      return [nystroem(set, { count, seed })]
    } catch (error) {
      // There are fewer different rows than landmarks.
      if (error instanceof InputError) return []
      throw error
    }
  }
  const { dim, inputs, labels, sums } = layout
  const seen = selectAxes(set, inputs)
  const withRest = (map: FeatureMap): FeatureMap => {
    const isLinear = isLinearInLabels(loss)
    const labelled = labels.length > 0 && isLinear ? product(map, linear(labels)) : map
    const rest = [...(isLinear ? [] : labels), ...sums]
    return rest.length > 0 ? sum(labelled, linear(rest.toSorted((a, b) => a - b))) : labelled
  }
  const projected = LEADING.filter(
    leading => leading < inputs.length && inputs.length <= MOST_FOR_DIRECTIONS,
  ).flatMap(leading => {
    const map = principal(seen, { leading, order: 2, rest: 1 })
    return map.kind === 'projected-polynomial' ? [withRest(widened(map, inputs, dim))] : []
  })
  // A kernel would see the coordinates of which only sums are to be kept.
  const count = sums.length > 0 ? 0 : Math.min(most, set.size, MOST_LANDMARKS + 1) - 1
  return [...projected, ...(count >= 1 ? kernelOf(count) : [])]
}

/** The same functions of some coordinates of points of `dim`. */
function widened(
  map: ProjectedPolynomialFeatures,
  axes: readonly number[],
  dim: number,
): ProjectedPolynomialFeatures {
  const count = map.offsets.length
  const directions = new Float64Array(count * dim)
  for (let i = 0; i < count; i++) {
    axes.forEach((axis, j) => {
      directions[i * dim + axis] = map.directions[i * axes.length + j]
    })
  }
  return { ...map, directions }
}
