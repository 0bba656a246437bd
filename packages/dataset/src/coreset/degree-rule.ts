/**
 * Which degree is kept: one that must fit, the best that does, or the highest that does up to a limit, for parts of a stream, which
 * must keep the same wherever they can.
 */
export type DegreeRule = number | 'auto' | { readonly most: number }

/** The highest degree up to `most` of which `fits` says that it does; none if not even degree 1 does. */
export function highestFitting(most: number, fits: (degree: number) => boolean): number | undefined {
  for (let degree = most; degree >= 1; degree--) if (fits(degree)) return degree
  return undefined
}
