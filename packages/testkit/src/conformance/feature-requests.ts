import { cellBoxes, createRng, type FeatureMap, type FeatureRequest, featureCount } from '@polylog/core'
import { chebyshev, custom, directions, legendre, monomials, sum } from '@polylog/moments'
import type { HardSet } from '../hard-sets.js'
import type { NamedRequest } from './operation-suite.js'
import { kdCellsOf } from './oracle.js'

/** Every kind of map, on one cell and on several. Only `custom` may be declined. */
export async function featureRequests({ set }: HardSet): Promise<NamedRequest<FeatureRequest>[]> {
  const { dim } = set
  const rng = createRng(1)
  const forms = directions(Array.from({ length: 2 }, () => Array.from({ length: dim }, () => rng.normal())))
  const squares = custom(point => [point[0] ** 2], 1)
  const [whole, several] = await Promise.all(
    [1, 5].map(async count => {
      const cells = await kdCellsOf(set, count)
      return { set, cells, frames: cellBoxes(set, cells) }
    }),
  )
  return [
    { name: 'chebyshev(3), five cells', request: { ...several, map: chebyshev(3) } },
    { name: 'chebyshev(6), one cell', request: { ...whole, map: chebyshev(6) } },
    { name: 'chebyshev(0)', request: { ...several, map: chebyshev(0) } },
    { name: 'legendre(4), five cells', request: { ...several, map: legendre(4) } },
    { name: 'monomials(3), one cell', request: { ...whole, map: monomials(3) } },
    { name: 'directions', request: { ...several, map: forms } },
    { name: 'a sum', request: { ...several, map: sum(chebyshev(2), sum(forms, legendre(1))) } },
    { name: 'custom', request: { ...several, map: squares }, optional: true },
    { name: 'a sum with custom', request: { ...several, map: sum(legendre(2), squares) }, optional: true },
  ]
}

/**
 * The natural size of each column, next to which a difference is large or small: 1 for polynomials on their
 * frame, the largest value of any of them for linear forms, each function's largest value for custom ones.
 */
export function columnScales(map: FeatureMap, dim: number, table: ArrayLike<number>): Float64Array {
  const count = featureCount(map, dim)
  const largest = new Float64Array(count)
  for (let i = 0; i < table.length; i++) {
    largest[i % count] = Math.max(largest[i % count], Math.abs(table[i]))
  }
  const scales = new Float64Array(count).fill(1)
  fillScales(map, dim, largest, scales, 1)
  return scales
}

function fillScales(
  map: FeatureMap,
  dim: number,
  largest: Float64Array,
  scales: Float64Array,
  at: number,
): void {
  const end = at + featureCount(map, dim) - 1
  switch (map.kind) {
    case 'polynomial':
      return
    case 'directions':
      scales.fill(Math.max(...largest.subarray(at, end)), at, end)
      return
    case 'custom':
      scales.set(largest.subarray(at, end), at)
      return
    case 'sum':
      for (const part of map.maps) {
        fillScales(part, dim, largest, scales, at)
        at += featureCount(part, dim) - 1
      }
  }
}
