import { Matrix, QrDecomposition, SVD } from 'ml-matrix'
import type { WeightArray } from '../model-weights.js'
import { arraysInOrder, attentionArrays, type ProjectionArrays } from './attention-weights.js'

/** What products of queries and keys may be off by, over the lengths of the two: rounding of 32-bit weights. */
const ROUNDING = 1e-6

/**
 * Attention with the fewest coordinates of queries and keys that have the same scores. These depend on the products of queries
 * and keys alone, of which every head, or group of heads with one key, has a matrix: brought to its rank, the largest of all
 * groups. The bias of the keys moves all scores of a query alike, and becomes 0. Exact to rounding.
 *
 * @param keyValueHeads for each head, the number of its key and value
 * @returns new arrays and their `keyDim`; nothing if it does not become smaller
 */
export function atQueryKeyRank(
  arrays: readonly WeightArray[],
  keyValueHeads: readonly number[],
): { readonly arrays: readonly WeightArray[]; readonly keyDim: number } | undefined {
  const all = attentionArrays(arrays)
  const { query, key } = all
  const [, groups, before] = key.kernel.shape
  const headsOf = Array.from({ length: groups }, (_, group) =>
    keyValueHeads.flatMap((of, head) => (of === group ? [head] : [])),
  )
  const factored = headsOf.map((heads, group) => {
    const queries = heads.map(head => matrixOf(query, head))
    return factors(
      queries.slice(1).reduce((top, next) => stacked(top, next), queries[0]),
      matrixOf({ kernel: key.kernel }, group),
    )
  })
  const keyDim = Math.max(1, ...factored.map(({ rank }) => rank))
  if (keyDim >= before) return undefined
  const newQuery = emptied(query, keyDim)
  const newKey = emptied(key, keyDim)
  // Scores are divided by the root of the new length.
  const scale = Math.sqrt(keyDim / before)
  factored.forEach(({ rank, left, right }, group) => {
    const rows = left.rows / headsOf[group].length
    for (let i = 0; i < rank; i++) {
      headsOf[group].forEach((head, at) => {
        for (let row = 0; row < rows; row++) put(newQuery, row, head, i, scale * left.get(at * rows + row, i))
      })
      for (let row = 0; row < right.rows; row++) put(newKey, row, group, i, right.get(row, i))
    }
  })
  return { arrays: arraysInOrder({ ...all, query: newQuery, key: newKey }), keyDim }
}

/** `A Bᵀ = L Rᵀ` with as few columns as it has rank. */
function factors(a: Matrix, b: Matrix): { left: Matrix; right: Matrix; rank: number } {
  // The product of the triangles is small where inputs are long.
  const [ofA, ofB] = [a, b].map(matrix => {
    if (matrix.rows <= matrix.columns) return { basis: Matrix.eye(matrix.rows), rest: matrix }
    const decomposition = new QrDecomposition(matrix)
    return { basis: decomposition.orthogonalMatrix, rest: decomposition.upperTriangularMatrix }
  })
  const core = ofA.rest.mmul(ofB.rest.transpose())
  const svd = new SVD(core, { autoTranspose: true })
  const values = svd.diagonal
  const [left, right] = [ofA.basis.mmul(svd.leftSingularVectors), ofB.basis.mmul(svd.rightSingularVectors)]
  const rank = rankOf(a, b, left, right, values)
  const roots = (found: Matrix) => {
    return Matrix.zeros(found.rows, rank).apply(function (this: Matrix, row, column) {
      this.set(row, column, found.get(row, column) * Math.sqrt(values[column]))
    })
  }
  return {
    left: roots(left),
    right: roots(right),
    rank,
  }
}

/**
 * The least rank at which every entry of the product is what it was, to rounding of its row of `A` and its row of `B`: inputs of
 * whatever scales are seen alike.
 */
function rankOf(a: Matrix, b: Matrix, left: Matrix, right: Matrix, values: readonly number[]): number {
  const lengths = [a, b].map(matrix => matrix.to2DArray().map(row => Math.hypot(...row)))
  const lost = Matrix.zeros(a.rows, b.rows)
  for (let rank = values.length; rank > 0; rank--) {
    const at = rank - 1
    for (let i = 0; i < a.rows; i++) {
      for (let j = 0; j < b.rows; j++) {
        const without = lost.get(i, j) + left.get(i, at) * values[at] * right.get(j, at)
        if (Math.abs(without) > ROUNDING * lengths[0][i] * lengths[1][j]) return rank
        lost.set(i, j, without)
      }
    }
  }
  return 0
}

/** `(inputs, and the bias) × keyDim` of a head. */
function matrixOf({ kernel, bias }: ProjectionArrays, head: number): Matrix {
  const [inputs, heads, length] = kernel.shape
  return Matrix.zeros(inputs + (bias ? 1 : 0), length).apply(function (this: Matrix, row, column) {
    const from = (row < inputs ? row * heads + head : head) * length + column
    this.set(row, column, (row < inputs ? kernel : bias!).values[from])
  })
}

function stacked(top: Matrix, bottom: Matrix): Matrix {
  const all = Matrix.zeros(top.rows + bottom.rows, top.columns)
  return all.setSubMatrix(top, 0, 0).setSubMatrix(bottom, top.rows, 0)
}

function emptied({ kernel, bias }: ProjectionArrays, length: number): ProjectionArrays {
  const [inputs, heads] = kernel.shape
  const zeros = (shape: readonly number[]) => ({
    shape,
    values: new Float32Array(shape.reduce((product, size) => product * size, 1)),
  })
  return { kernel: zeros([inputs, heads, length]), ...(bias && { bias: zeros([heads, length]) }) }
}

/** Rows after the kernel's are the bias. */
function put(
  { kernel, bias }: ProjectionArrays,
  row: number,
  head: number,
  column: number,
  value: number,
): void {
  const [inputs, heads, length] = kernel.shape
  if (row < inputs) kernel.values[(row * heads + head) * length + column] = value
  else bias!.values[head * length + column] = value
}
