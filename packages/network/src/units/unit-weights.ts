/** A layer's units, by their weights. */
export interface UnitWeights {
  readonly count: number
  /** `count × incomingDim`: what a unit computes from the layer before it, its bias included. */
  readonly incoming: Float64Array
  readonly incomingDim: number
  /** `count × outgoingDim`: what it adds to the layer after it, for each of its own output. */
  readonly outgoing: Float64Array
  readonly outgoingDim: number
}

/** Numbers of every unit: `count × width`, row-major. */
export interface UnitRows {
  readonly values: Float64Array
  readonly width: number
}

/** Of units whose weights are given as two blocks of rows. */
export function unitWeightsOf(count: number, incoming: UnitRows, outgoing: UnitRows): UnitWeights {
  return {
    count,
    incoming: incoming.values,
    incomingDim: incoming.width,
    outgoing: outgoing.values,
    outgoingDim: outgoing.width,
  }
}
