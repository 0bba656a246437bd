/**
 * Which degree is kept: one that must fit; the best that does; the highest that does up to a limit; or one that is kept at any
 * rate, by more rows than a share allows for where it must be, in parts of a stream, so that its result can keep it.
 */
export type DegreeRule = number | 'auto' | { readonly most: number } | { readonly firm: number }

export function isFirm(rule: DegreeRule): rule is { readonly firm: number } {
  return typeof rule === 'object' && 'firm' in rule
}

/** The highest degree up to `most` of which `fits` says that it does; none if not even degree 1 does. */
export function highestFitting(most: number, fits: (degree: number) => boolean): number | undefined {
  for (let degree = most; degree >= 1; degree--) if (fits(degree)) return degree
  return undefined
}
