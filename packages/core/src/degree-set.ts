import { polynomialCount } from './binomial.js'
import type { DegreeSet } from './feature-map.js'
import { gradedMultiIndices } from './multi-index.js'

/** Degrees are sums of the user's weights: this much more than the order, relative to it, is rounding. */
const ROUNDING = 1e-12

/** More products than this are not counted: nobody can keep so many. */
const MOST_COUNTED = 2 ** 22

/** Whether the set is that of all polynomials of total degree `<= order`. */
export function isTotalDegree({ degreeWeights, maxDegrees, maxInteraction }: DegreeSet): boolean {
  return !degreeWeights && !maxDegrees && maxInteraction === undefined
}

/** How many products of `variables` one-variable polynomials the set holds; `Infinity` beyond some millions. */
export function degreeSetSize(set: DegreeSet, variables: number): number {
  if (isTotalDegree(set)) return polynomialCount(variables, set.order)
  let count = 0
  visit(set, variables, () => ++count <= MOST_COUNTED)
  return count > MOST_COUNTED ? Infinity : count
}

/**
 * The exponents of the set, `count × variables`, row-major, owned by the caller: by total degree where that is all
 * that is asked, else in lexicographic order. Each comes after those that divide it.
 */
export function degreeSetExponents(set: DegreeSet, variables: number): Uint16Array {
  if (isTotalDegree(set)) return gradedMultiIndices(variables, set.order)
  const exponents: number[] = []
  visit(set, variables, degrees => exponents.push(...degrees) > 0)
  return Uint16Array.from(exponents)
}

/** @param each returns whether to go on */
function visit(
  { order, degreeWeights, maxDegrees, maxInteraction = Infinity }: DegreeSet,
  variables: number,
  each: (degrees: Uint16Array) => boolean,
): void {
  const degrees = new Uint16Array(variables)
  const most = order * (1 + ROUNDING)
  const place = (variable: number, spent: number, involved: number): boolean => {
    if (variable === variables) return each(degrees)
    const weight = degreeWeights?.[variable] ?? 1
    const limit = involved < maxInteraction ? (maxDegrees?.[variable] ?? Infinity) : 0
    for (let degree = 0; degree <= limit && spent + weight * degree <= most; degree++) {
      degrees[variable] = degree
      if (!place(variable + 1, spent + weight * degree, involved + Number(degree > 0))) return false
    }
    degrees[variable] = 0
    return true
  }
  place(0, 0, 0)
}

/** The set that is left when only some variables are: those of the others take their constant. */
export function degreeSetOf(set: DegreeSet, variables: readonly number[]): DegreeSet {
  return {
    order: set.order,
    ...(set.degreeWeights && { degreeWeights: variables.map(i => set.degreeWeights![i]) }),
    ...(set.maxDegrees && { maxDegrees: variables.map(i => set.maxDegrees![i]) }),
    ...(set.maxInteraction !== undefined && { maxInteraction: set.maxInteraction }),
  }
}
