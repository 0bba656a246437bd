import { degreeSetExponents } from './degree-set.js'
import type { DegreeSet } from './feature-map.js'

/** How every product but the constant is an earlier one times one polynomial of one variable. */
export interface PolynomialProducts {
  /** Products, the constant included. */
  readonly count: number
  /** Number of the earlier product; 0, the constant, where there is but one factor. */
  readonly parents: Uint32Array
  /** Variable and degree (from 1 on) of the last factor. */
  readonly variables: Uint32Array
  readonly degrees: Uint32Array
  /** Highest degree of each variable. */
  readonly highest: Uint32Array
}

/** The products in the order of `degreeSetExponents`, with one multiplication for each. */
export function polynomialProducts(set: DegreeSet, variables: number): PolynomialProducts {
  const exponents = variables === 0 ? new Uint16Array(0) : degreeSetExponents(set, variables)
  const count = variables === 0 ? 1 : exponents.length / variables
  const parents = new Uint32Array(count)
  const last = new Uint32Array(count)
  const degrees = new Uint32Array(count)
  const highest = new Uint32Array(variables)
  const position = new Map<string, number>()
  for (let j = 0; j < count; j++) {
    const alpha = exponents.subarray(j * variables, (j + 1) * variables)
    position.set(alpha.join(), j)
    const variable = alpha.findLastIndex(power => power > 0)
    if (variable < 0) continue
    last[j] = variable
    degrees[j] = alpha[variable]
    highest[variable] = Math.max(highest[variable], degrees[j])
    parents[j] = position.get(alpha.with(variable, 0).join())!
  }
  return { count, parents, variables: last, degrees, highest }
}
