import { allAxes } from './all-axes.js'
import { degreeSetOf } from './degree-set.js'
import type {
  CustomFeatures,
  DegreeSet,
  DirectionFeatures,
  FeatureMap,
  FourierFeatures,
  KernelFeatures,
  PolynomialBasis,
} from './feature-map.js'
import { type PolynomialProducts, polynomialProducts } from './polynomial-products.js'

/**
 * A feature map in the form in which engines evaluate it: a table of functions of the point is filled, and every
 * feature but the constant is an earlier one times one row of the table.
 */
export interface FeatureProgram {
  /** Features, the constant included. */
  readonly count: number
  /** Number of the earlier feature; 0 is the constant. */
  readonly parents: Uint32Array
  /** Row of the table. */
  readonly factors: Uint32Array
  readonly tableRows: number
  /** In the order of their rows. */
  readonly fills: readonly TableFill[]
}

/** Some consecutive rows of the table, from `row` on. */
export type TableFill = { readonly row: number } & (
  | PowersFill
  | ProjectionFill
  | DirectionFeatures
  | KernelFeatures
  | FourierFeatures
  | CustomFeatures
)

/** `P_1 … P_degree` of one coordinate of the frame. */
export interface PowersFill {
  readonly kind: 'powers'
  readonly basis: PolynomialBasis
  readonly axis: number
  readonly degree: number
}

/** `P_1 … P_degree` of `<direction, w> - offset`. */
export interface ProjectionFill {
  readonly kind: 'projection'
  readonly basis: PolynomialBasis
  /** `dim` numbers. */
  readonly direction: Float64Array
  readonly offset: number
  readonly degree: number
}

/** Features relative to a constant, which is number 0. */
interface Compiled {
  readonly parents: readonly number[]
  readonly factors: readonly number[]
}

const CONSTANT: Compiled = { parents: [0], factors: [0] }

/**
 * Features come in this order: those of a sum one map after the other; those of a product by the first map, then by
 * the second.
 *
 * @param dim coordinates per point
 * @param axes along which points differ: polynomials are constant along the others, which are left out
 */
export function featureProgram(map: FeatureMap, dim: number, axes: readonly number[]): FeatureProgram {
  const fills: TableFill[] = []
  let tableRows = 0

  const takeRows = (count: number): number => {
    tableRows += count
    return tableRows - count
  }

  const compile = (part: FeatureMap): Compiled => {
    switch (part.kind) {
      case 'sum':
        return part.maps.map(compile).reduce(added, CONSTANT)
      case 'product':
        return part.maps.map(compile).reduce(multiplied, CONSTANT)
      case 'polynomial': {
        const { basis } = part
        const seen = part.axes ?? allAxes(dim)
        const alive = seen.flatMap((axis, i) => (axes.includes(axis) ? [i] : []))
        return polynomials(degreeSetOf(part, alive), alive.length, (i, degree, row) => ({
          kind: 'powers',
          basis,
          axis: seen[alive[i]],
          degree,
          row,
        }))
      }
      case 'projected-polynomial': {
        const { basis, directions, offsets } = part
        return polynomials(part, offsets.length, (i, degree, row) => ({
          kind: 'projection',
          basis,
          direction: directions.subarray(i * dim, (i + 1) * dim),
          offset: offsets[i],
          degree,
          row,
        }))
      }
      case 'fourier':
        return functions(part, part.phases.length)
      default:
        return functions(part, part.count)
    }
  }

  const polynomials = (
    set: DegreeSet,
    variables: number,
    fillOf: (variable: number, degree: number, row: number) => TableFill,
  ): Compiled => {
    const products = polynomialProducts(set, variables)
    const rows = Array.from(products.highest, degree => takeRows(degree))
    rows.forEach((row, variable) => {
      const degree = products.highest[variable]
      if (degree > 0) fills.push(fillOf(variable, degree, row))
    })
    return { parents: Array.from(products.parents), factors: factorsOf(products, rows) }
  }

  const functions = (
    part: DirectionFeatures | KernelFeatures | FourierFeatures | CustomFeatures,
    count: number,
  ): Compiled => {
    if (count === 0) return CONSTANT
    const row = takeRows(count)
    fills.push({ ...part, row })
    return {
      parents: new Array(count + 1).fill(0),
      factors: Array.from({ length: count + 1 }, (_, j) => (j === 0 ? 0 : row + j - 1)),
    }
  }

  const { parents, factors } = compile(map)
  return {
    count: parents.length,
    parents: Uint32Array.from(parents),
    factors: Uint32Array.from(factors),
    tableRows,
    fills,
  }
}

function factorsOf({ count, variables, degrees }: PolynomialProducts, rows: readonly number[]): number[] {
  return Array.from({ length: count }, (_, j) => (j === 0 ? 0 : rows[variables[j]] + degrees[j] - 1))
}

function added(a: Compiled, b: Compiled): Compiled {
  const shift = a.parents.length - 1
  return {
    parents: [...a.parents, ...b.parents.slice(1).map(parent => (parent === 0 ? 0 : parent + shift))],
    factors: [...a.factors, ...b.factors.slice(1)],
  }
}

/** Every feature of `a`, and after it its products with those of `b` but the constant. */
function multiplied(a: Compiled, b: Compiled): Compiled {
  const width = b.parents.length
  const parents: number[] = []
  const factors: number[] = []
  for (let i = 0; i < a.parents.length; i++) {
    parents.push(a.parents[i] * width, ...b.parents.slice(1).map(parent => i * width + parent))
    factors.push(a.factors[i], ...b.factors.slice(1))
  }
  return { parents, factors }
}
