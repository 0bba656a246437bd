import { allAxes, type FeatureMap, featureProgram, featureWork } from '@polylog/core'
import { compileFill } from './table-fills.js'

/** Points evaluated at once: up to a hundred features of each stay in the first cache. */
export const BLOCK = 32

/** A feature map made ready for points of one dimension: it holds scratch, so one per thread. */
export interface FeatureEvaluator {
  /** Features per point; the first is 1. */
  readonly count: number
  /** Of one feature at one point, roughly, in multiply-adds of a matrix product. */
  readonly work: number
  /**
   * Features of the points `rows[start] … rows[end - 1]`, at most `BLOCK` of them: feature `j` of the `p`-th
   * goes to `out[at + j * BLOCK + p]`.
   *
   * @param points row-major
   * @param frame `dim` centres, then `dim` factors, as `frameOfBox` makes them
   * @param weights if given, every feature comes multiplied by `weights[row]`
   * @throws InputError if a custom function does not return `count` finite numbers; the point is named
   */
  evaluate(
    points: Float64Array,
    rows: Uint32Array,
    start: number,
    end: number,
    frame: Float64Array,
    out: Float64Array,
    at?: number,
    weights?: Float64Array,
  ): void
}

/**
 * @param dim coordinates per point
 * @param axes the axes that polynomials see, all by default: a cell leaves out those without extent, on which
 *   every polynomial is constant
 */
export function compileFeatures(map: FeatureMap, dim: number, axes = allAxes(dim)): FeatureEvaluator {
  const program = featureProgram(map, dim, axes)
  const { count, parents, factors, tableRows, fills } = program
  const fillTable = fills.map(fill => compileFill(fill, dim, BLOCK))
  const table = new Float64Array(tableRows * BLOCK)
  return {
    count,
    work: featureWork(program, dim),
    evaluate(points, rows, start, end, frame, out, at = 0, weights) {
      const size = end - start
      for (const fill of fillTable) fill(points, rows, start, end, frame, table)
      for (let p = 0; p < size; p++) out[at + p] = weights ? weights[rows[start + p]] : 1
      for (let j = 1; j < count; j++) {
        const to = at + j * BLOCK
        const parent = at + parents[j] * BLOCK
        const factor = factors[j] * BLOCK
        for (let p = 0; p < size; p++) out[to + p] = out[parent + p] * table[factor + p]
      }
    },
  }
}
