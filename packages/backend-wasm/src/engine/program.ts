import { type FeatureMap, type PolynomialBasis, plainFeatureParts, polynomialProducts } from '@polylog/core'

/** A feature map as the kernel reads it (`assembly/features.ts`). */
export interface Program {
  /** Features, the constant included. */
  readonly count: number
  /** Numbers of features, fills and table rows; four integers per fill; parents; factors. */
  readonly integers: Int32Array
  readonly directions: Float64Array
}

const FILL_KINDS: Readonly<Record<PolynomialBasis, number>> = { chebyshev: 0, legendre: 1, monomials: 2 }
const LINEAR_FORM = 3

/** Programs kept for tasks to come. */
const MOST_KEPT = 32

/** Compiles, or remembers: most cells have the same map and the same axes, and so have most tasks. */
export function programCache(): (map: FeatureMap, dim: number, axes: readonly number[]) => Program {
  const known = new Map<string, Program>()
  /** The task's own copy of the map, and what it was made into by axes, so that few maps are made into keys. */
  let current: FeatureMap | undefined
  const ofCurrent = new Map<string, Program>()
  return (map, dim, axes) => {
    if (map !== current) ofCurrent.clear()
    current = map
    const byAxes = axes.join()
    const found = ofCurrent.get(byAxes)
    if (found) return found
    const key = JSON.stringify([map, dim, axes])
    const program = known.get(key) ?? compileProgram(map, dim, axes)
    if (known.size === MOST_KEPT) known.clear()
    known.set(key, program)
    ofCurrent.set(byAxes, program)
    return program
  }
}

/**
 * @param axes the axes that polynomials see: a cell leaves out those without extent
 * @throws UnavailableError if the map holds a function of the user's
 */
function compileProgram(map: FeatureMap, dim: number, axes: readonly number[]): Program {
  const fills: number[] = []
  const parents = [0]
  const factors = [0]
  const directions: number[] = []
  let tableRows = 0
  for (const part of plainFeatureParts(map, 'backend-wasm')) {
    if (part.kind === 'directions') {
      for (let i = 0; i < part.count; i++) {
        fills.push(LINEAR_FORM, directions.length / dim, 1, tableRows)
        directions.push(...part.directions.subarray(i * dim, (i + 1) * dim))
        parents.push(0)
        factors.push(tableRows++)
      }
      continue
    }
    const { basis, order } = part
    const products = polynomialProducts(axes.length, order)
    const shift = parents.length - 1
    for (let j = 1; j < products.count; j++) {
      const parent = products.parents[j]
      const axis = Math.floor(products.factors[j] / (order + 1))
      const degree = products.factors[j] % (order + 1)
      parents.push(parent === 0 ? 0 : parent + shift)
      factors.push(tableRows + axis * order + degree - 1)
    }
    for (const axis of axes) {
      fills.push(FILL_KINDS[basis], axis, order, tableRows)
      tableRows += order
    }
  }
  return {
    count: parents.length,
    integers: Int32Array.from([
      parents.length,
      fills.length / 4,
      tableRows,
      ...fills,
      ...parents,
      ...factors,
    ]),
    directions: Float64Array.from(directions),
  }
}
