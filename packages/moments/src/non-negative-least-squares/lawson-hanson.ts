import { Matrix, QrDecomposition } from 'ml-matrix'
import { RANK_TOLERANCE } from '../rank-tolerance.js'

/** Residuals within this fraction of the right-hand side are rounding. */
const SOLVED = 2 ** -52

/** Lawson and Hanson's own limit. */
const STEPS_PER_COLUMN = 3

/** Columns with positive unknowns, in the order in which they came, and what they leave of the right-hand side. */
interface Iterate {
  readonly passive: readonly number[]
  /** One per passive column, all `> 0`. */
  readonly unknowns: Float64Array
  readonly residual: Float64Array
  readonly norm: number
}

/**
 * `min ||A x - b||` over `x >= 0`, by the active-set method of Lawson and Hanson (Solving Least Squares
 * Problems, 1974, chapter 23): the column along which the residual falls fastest enters, and columns whose
 * unknowns would be negative leave. The columns in use stay independent, so that at most `rank A` unknowns are
 * positive. A step is taken only if it lessens the residual, so that none is repeated.
 *
 * @param columns `A` column by column, each `rhs.length` long and of norm 1 (or 0)
 * @param rhs `b`
 * @returns `x`
 */
export function nonNegativeLeastSquares(columns: Float64Array, rhs: Float64Array): Float64Array {
  const equations = rhs.length
  const count = columns.length / equations
  const start = norm(rhs)
  let iterate: Iterate = { passive: [], unknowns: new Float64Array(0), residual: rhs, norm: start }
  const refused = new Set<number>()
  for (let step = 0; step < STEPS_PER_COLUMN * count && iterate.norm > SOLVED * start; step++) {
    const entering = steepestColumn(columns, iterate, refused)
    if (entering < 0) break
    const next = enter(columns, rhs, iterate, entering)
    if (next !== undefined && next.norm < iterate.norm) {
      iterate = next
      refused.clear()
    } else {
      refused.add(entering)
    }
  }
  const solution = new Float64Array(count)
  iterate.passive.forEach((column, i) => {
    solution[column] = iterate.unknowns[i]
  })
  return solution
}

/** The column outside of largest positive `a^T r`, or -1. */
function steepestColumn(
  columns: Float64Array,
  { passive, residual }: Iterate,
  refused: ReadonlySet<number>,
): number {
  const equations = residual.length
  let steepest = -1
  let largest = 0
  for (let column = 0; column * equations < columns.length; column++) {
    let slope = 0
    for (let j = 0; j < equations; j++) slope += columns[column * equations + j] * residual[j]
    if (slope > largest && !refused.has(column) && !passive.includes(column)) {
      largest = slope
      steepest = column
    }
  }
  return steepest
}

/** The next iterate, or `undefined` if the column depends on those in use or would not enter. */
function enter(
  columns: Float64Array,
  rhs: Float64Array,
  { passive, unknowns }: Iterate,
  entering: number,
): Iterate | undefined {
  if (passive.length === rhs.length) return undefined
  let inUse = [...passive, entering]
  let current = Float64Array.of(...unknowns, 0)
  let wanted = leastSquares(columns, rhs, inUse)
  if (wanted === undefined || !(wanted[passive.length] > 0)) return undefined
  while (wanted.some(value => !(value > 0))) {
    const moved = moveTowards(current, wanted)
    inUse = inUse.filter((_, i) => moved[i] > 0)
    current = moved.filter(value => value > 0)
    wanted = leastSquares(columns, rhs, inUse)
    if (wanted === undefined) return undefined
  }
  const residual = residualOf(columns, rhs, inUse, wanted)
  return { passive: inUse, unknowns: wanted, residual, norm: norm(residual) }
}

/** As far from `current` towards `wanted` as no unknown is negative; the one in the way becomes 0. */
function moveTowards(current: Float64Array, wanted: Float64Array): Float64Array {
  let share = 1
  let blocking = -1
  wanted.forEach((value, i) => {
    if (value > 0) return
    const possible = current[i] > 0 ? current[i] / (current[i] - value) : 0
    if (blocking < 0 || possible < share) {
      share = possible
      blocking = i
    }
  })
  return current.map((value, i) => (i === blocking ? 0 : Math.max(0, value + share * (wanted[i] - value))))
}

/** The unconstrained solution on some columns, or `undefined` if the last depends on those before. */
function leastSquares(
  columns: Float64Array,
  rhs: Float64Array,
  inUse: readonly number[],
): Float64Array | undefined {
  if (inUse.length === 0) return new Float64Array(0)
  const matrix = new Matrix(rhs.length, inUse.length)
  inUse.forEach((column, i) => {
    for (let j = 0; j < rhs.length; j++) matrix.set(j, i, columns[column * rhs.length + j])
  })
  const decomposition = new QrDecomposition(matrix)
  const last = inUse.length - 1
  const distance = Math.abs(decomposition.upperTriangularMatrix.get(last, last))
  if (!decomposition.isFullRank() || !(distance > RANK_TOLERANCE)) return undefined
  return Float64Array.from(decomposition.solve(Matrix.columnVector(rhs)).to1DArray())
}

function residualOf(
  columns: Float64Array,
  rhs: Float64Array,
  inUse: readonly number[],
  unknowns: Float64Array,
): Float64Array {
  const residual = rhs.slice()
  inUse.forEach((column, i) => {
    for (let j = 0; j < rhs.length; j++) residual[j] -= unknowns[i] * columns[column * rhs.length + j]
  })
  return residual
}

function norm(vector: Float64Array): number {
  return Math.hypot(...vector)
}
