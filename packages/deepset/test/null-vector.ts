import { type WeightedSet, weightedSet } from '@polylog/core'
import { multiIndices } from '@polylog/deepset'

/** A solution `x != 0` of `A x = 0` for a matrix of more columns than rows, by Gauss–Jordan with full pivoting. */
export function nullVector(matrix: readonly (readonly number[])[]): number[] {
  const a = matrix.map(row => [...row])
  const columns = a[0].length
  const pivotColumns: number[] = []
  for (let row = 0; row < a.length; row++) {
    let best = { size: 0, row, column: 0 }
    for (let i = row; i < a.length; i++) {
      for (let column = 0; column < columns; column++) {
        if (Math.abs(a[i][column]) > best.size) best = { size: Math.abs(a[i][column]), row: i, column }
      }
    }
    if (best.size < 1e-13) break
    ;[a[row], a[best.row]] = [a[best.row], a[row]]
    const pivot = a[row][best.column]
    a[row] = a[row].map(value => value / pivot)
    for (let i = 0; i < a.length; i++) {
      if (i === row) continue
      const factor = a[i][best.column]
      if (factor !== 0) a[i] = a[i].map((value, j) => value - factor * a[row][j])
    }
    pivotColumns.push(best.column)
  }
  const free = Array.from({ length: columns }, (_, j) => j).find(j => !pivotColumns.includes(j))!
  const solution = new Array<number>(columns).fill(0)
  solution[free] = 1
  pivotColumns.forEach((column, row) => {
    solution[column] = -a[row][free]
  })
  return solution
}

/** Values of all monomials up to `order` at each of `points`, one row per monomial. */
export function monomialRows(points: readonly (readonly number[])[], order: number): number[][] {
  const dim = points[0].length
  const { exponents, count } = multiIndices(dim, order)
  return Array.from({ length: count }, (_, j) =>
    points.map(point => point.reduce((product, x, axis) => product * x ** exponents[j * dim + axis], 1)),
  )
}

/**
 * The weights of `N(m, k) + 1` points changed so that one of them is zero and all moments up to the order stay:
 * the step of the proofs. Solved about the first point, in units of the cell's extent. There are two ways to walk
 * along the null vector, `side` says which.
 */
export function spareOne(
  points: readonly (readonly number[])[],
  weights: readonly number[],
  order: number,
  side: 1 | -1 = 1,
) {
  const extent = Math.max(...points.flatMap(point => point.map((x, axis) => Math.abs(x - points[0][axis]))))
  const local = points.map(point => point.map((x, axis) => (x - points[0][axis]) / (extent || 1)))
  const direction = nullVector(monomialRows(local, order)).map(value => side * value)
  let step = Infinity
  let spared = 0
  direction.forEach((value, i) => {
    if (value > 0 && weights[i] / value < step) {
      step = weights[i] / value
      spared = i
    }
  })
  return {
    spared,
    weights: weights.map((weight, i) => (i === spared ? 0 : Math.max(0, weight - step * direction[i]))),
  }
}

export function asSet(points: readonly (readonly number[])[], weights: readonly number[]): WeightedSet {
  return weightedSet(points, { weights })
}
