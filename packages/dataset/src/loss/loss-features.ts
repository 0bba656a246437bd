import type { FeatureMap } from '@polylog/core'
import { chebyshev, type DegreeOptions, linear, product, sum } from '@polylog/moments'
import { isLinearInLabels, type Loss } from './losses.js'
import type { ObjectLayout } from './object-layout.js'

/**
 * Polynomials of the inputs to some degree, times what the loss sees of the labels, and the coordinates of which sums are
 * kept.
 */
export function lossFeatures(layout: ObjectLayout, loss: Loss, degree: number): FeatureMap {
  const { inputs, labels, sums } = layout
  const isLinear = isLinearInLabels(loss)
  const seen = isLinear ? inputs : [...inputs, ...labels]
  const polynomials = seen.length > 0 ? [inputPolynomials(seen, layout, degree)] : []
  const parts = [...productOf(isLinear && labels.length > 0 ? [...polynomials, linear(labels)] : polynomials)]
  if (sums.length > 0) parts.push(linear(sums))
  return parts.length === 1 ? parts[0] : sum(...parts)
}

function productOf(parts: readonly FeatureMap[]): readonly FeatureMap[] {
  return parts.length > 1 ? [product(...parts)] : parts
}

/**
 * What least squares of some degree needs, and no more: `Σ c x^α` for `|α| <= 2q` and `Σ c y x^α` for `|α| <= q` are its normal
 * equations, so that its coefficients are the same; with `Σ c y²` its loss is too.
 */
export function leastSquaresFeatures(layout: ObjectLayout, degree: number): FeatureMap {
  const { inputs, labels, sums } = layout
  const parts: FeatureMap[] = []
  if (inputs.length > 0) parts.push(inputPolynomials(inputs, layout, 2 * degree))
  const normal = inputs.length > 0 ? [inputPolynomials(inputs, layout, degree)] : []
  parts.push(...productOf([...normal, linear(labels)]))
  for (const label of labels) parts.push(chebyshev([label], 2))
  if (sums.length > 0) parts.push(linear(sums))
  return sum(...parts)
}

/** Of total degree `degree`; a coordinate of 0 and 1 is its own square. */
export function inputPolynomials(axes: readonly number[], layout: ObjectLayout, degree: number): FeatureMap {
  return chebyshev([...axes], degree, degreeLimits(axes, layout, degree))
}

function degreeLimits(
  axes: readonly number[],
  { binary }: ObjectLayout,
  degree: number,
): DegreeOptions | undefined {
  if (degree <= 1 || !axes.some(axis => binary.includes(axis))) return undefined
  return { maxDegrees: axes.map(axis => (binary.includes(axis) ? 1 : degree)) }
}
