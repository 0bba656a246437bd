import { type MultiIndices, multiIndexRank } from './multi-indices.js'

/** How to make each monomial from an earlier one: `w^α = w^{α'} · w_axis`. Entry 0 is unused. */
export interface MonomialPlan {
  readonly count: number
  readonly parents: Uint32Array
  readonly axes: Uint16Array
}

export function monomialPlan(indices: MultiIndices): MonomialPlan {
  const { dim, count, exponents } = indices
  const parents = new Uint32Array(count)
  const axes = new Uint16Array(count)
  const parent = new Uint16Array(dim)
  for (let j = 1; j < count; j++) {
    parent.set(exponents.subarray(j * dim, (j + 1) * dim))
    const axis = parent.findIndex(power => power > 0)
    parent[axis]--
    axes[j] = axis
    parents[j] = multiIndexRank(parent)
  }
  return { count, parents, axes }
}
