/** What one pass leaves of the set that it was given. */
export interface PassResult {
  readonly rows: Uint32Array
  readonly weights: Float64Array
  readonly residual: number
  readonly cells: number
  readonly maxCellDiameter: number
}
