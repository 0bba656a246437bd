/** Of a squared distance, over the square. */
const ROUNDING = 2 ** -52

/**
 * The Cholesky factor of the rows and columns of a Gram matrix that are in use, in the order in which they came: grows and shrinks
 * with them.
 */
export class PassiveFactor {
  private readonly columns: number[] = []
  /** Row `i` of the lower triangle, of `i + 1` numbers. */
  private readonly rows: Float64Array[] = []
  private least = Infinity

  /**
   * @param gram `count × count`; not modified
   * @param damping by which every column's square is larger, over the square
   */
  constructor(
    private readonly gram: Float64Array,
    private readonly count: number,
    private readonly damping = 0,
  ) {}

  get inUse(): readonly number[] {
    return this.columns
  }

  /** Least squared distance of a column that came from those in use, over its own square; below 0 by rounding alone. */
  get leastDistance(): number {
    return this.least
  }

  /**
   * Takes a column into use.
   *
   * @param least squared distance from those in use, over the column's own square, below which it is taken to depend on them
   * @returns whether it was taken
   */
  add(column: number, least: number): boolean {
    const { row, distance, square } = this.rowOf(column)
    this.least = Math.min(this.least, distance / square)
    if (!(distance > least * square)) return false
    this.push(column, row, distance)
    return true
  }

  private push(column: number, row: Float64Array, distance: number): void {
    row[this.columns.length] = Math.sqrt(distance)
    this.columns.push(column)
    this.rows.push(row)
  }

  private rowOf(column: number) {
    const size = this.columns.length
    const row = new Float64Array(size + 1)
    const at = column * this.count
    const square = this.gram[at + column] * (1 + this.damping)
    let distance = square
    for (let i = 0; i < size; i++) {
      const above = this.rows[i]
      let value = this.gram[at + this.columns[i]]
      for (let j = 0; j < i; j++) value -= above[j] * row[j]
      row[i] = value / above[i]
      distance -= row[i] * row[i]
    }
    return { row, distance, square }
  }

  /** Keeps the columns for which `stays` holds, by their places. Those after a gap are factorised again. */
  keep(stays: (place: number) => boolean): void {
    const first = this.columns.findIndex((_, place) => !stays(place))
    if (first < 0) return
    const later = this.columns.slice(first).filter((_, i) => stays(first + i))
    this.columns.length = first
    this.rows.length = first
    for (const column of later) {
      const { row, distance, square } = this.rowOf(column)
      // It is no nearer to fewer columns than it was, but for rounding.
      this.push(column, row, Math.max(distance, ROUNDING * square))
    }
  }

  /** Solves `G x = b` on the columns in use. */
  solve(right: Float64Array): Float64Array {
    const size = this.columns.length
    const found = right.slice()
    for (let i = 0; i < size; i++) {
      const row = this.rows[i]
      let value = found[i]
      for (let j = 0; j < i; j++) value -= row[j] * found[j]
      found[i] = value / row[i]
    }
    for (let i = size - 1; i >= 0; i--) {
      const row = this.rows[i]
      found[i] /= row[i]
      for (let j = 0; j < i; j++) found[j] -= row[j] * found[i]
    }
    return found
  }
}
