import type { FeatureProgram, TableFill } from './feature-program.js'

/** Of an exponential or a cosine, in multiply-adds. */
const TRANSCENDENTAL = 20

/** Of an earlier feature times one row of the table, and of adding it up. */
const PRODUCT = 3

/** Of one feature at one point, on the average and roughly, in multiply-adds of a matrix product. */
export function featureWork({ count, fills }: FeatureProgram, dim: number): number {
  return PRODUCT + fills.reduce((sum, fill) => sum + fillWork(fill, dim), 0) / count
}

/** Of filling the table's rows for one point. */
function fillWork(fill: TableFill, dim: number): number {
  switch (fill.kind) {
    case 'powers':
      return fill.degree
    case 'projection':
      return dim + fill.degree
    case 'directions':
      return fill.count * dim
    case 'kernel': {
      const landmarks = fill.landmarks.length / dim
      return landmarks * (dim + TRANSCENDENTAL + (fill.transform ? fill.count : 0))
    }
    case 'fourier':
      return fill.phases.length * (dim + TRANSCENDENTAL)
    case 'custom':
      return fill.count * TRANSCENDENTAL
  }
}
