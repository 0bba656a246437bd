import { InputError, selectRows, type WeightedSet, weightedSet } from '@polylog/core'

/** A signed measure as the difference of two sets; one of them is missing where all masses have one sign. */
export interface SignedSets {
  readonly positive?: WeightedSet
  /** Its weights are positive too. */
  readonly negative?: WeightedSet
  /** Rows of the input that each of them holds, ascending. */
  readonly positiveRows: Uint32Array
  readonly negativeRows: Uint32Array
}

/**
 * Splits points of signed masses into two sets to be compressed each by itself: what is linear in a coordinate takes it
 * for a mass, and needs no moment of it. Rows of mass zero are in neither. Points are copied.
 *
 * @param points row-major, `dim` coordinates each
 * @throws InputError for masses that are not as many as the points, or not finite
 */
export function splitBySign(points: Float64Array, dim: number, masses: Float64Array): SignedSets {
  const size = points.length / dim
  if (masses.length !== size) {
    throw new InputError(`There are ${masses.length} masses for ${size} points`, 'Give one for each point')
  }
  const bad = masses.findIndex(mass => !Number.isFinite(mass))
  if (bad >= 0) throw new InputError(`The mass of row ${bad} is ${masses[bad]}`, 'Masses must be finite')
  const rowsOf = (sign: number) =>
    Uint32Array.from(Array.from({ length: size }, (_, row) => row).filter(row => sign * masses[row] > 0))
  const partOf = (rows: Uint32Array) => {
    if (rows.length === 0) return undefined
    const weights = Float64Array.from(rows, row => Math.abs(masses[row]))
    const part = selectRows({ size, dim, points, weights: masses }, rows, weights)
    return weightedSet(part.points, { dim, weights: part.weights })
  }
  const [positiveRows, negativeRows] = [rowsOf(1), rowsOf(-1)]
  return { positive: partOf(positiveRows), negative: partOf(negativeRows), positiveRows, negativeRows }
}
