import { type FeatureMap, featureProgram, type PolynomialBasis } from '@polylog/core'

/** A feature map as the kernel reads it (`assembly/features.ts`). */
export interface Program {
  /** Features, the constant included. */
  readonly count: number
  /** Numbers of features, fills and table rows; four integers per fill; parents; factors. */
  readonly integers: Int32Array
  /** Directions, to which fills point. */
  readonly parameters: Float64Array
}

/** Kinds of fills (`assembly/table-fills.ts`). */
const BASES: Readonly<Record<PolynomialBasis, number>> = { chebyshev: 0, legendre: 1, monomials: 2 }
const LINEAR_FORM = 3

/** Programs kept for tasks to come. */
const MOST_KEPT = 32

/** Compiles, or remembers: most cells have the same map and the same axes, and so have most tasks. */
export function programCache(): (map: FeatureMap, dim: number, axes: readonly number[]) => Program {
  const known = new Map<string, Program>()
  /** The task's own copy of the map, and what it was made into by axes, so that few maps are made into keys. */
  let current: FeatureMap | undefined
  const ofCurrent = new Map<string, Program>()
  return (map, dim, axes) => {
    if (map !== current) ofCurrent.clear()
    current = map
    const byAxes = axes.join()
    const found = ofCurrent.get(byAxes)
    if (found) return found
    const key = JSON.stringify([map, dim, axes])
    const program = known.get(key) ?? compileProgram(map, dim, axes)
    if (known.size === MOST_KEPT) known.clear()
    known.set(key, program)
    ofCurrent.set(byAxes, program)
    return program
  }
}

/** @param axes the axes that polynomials see: a cell leaves out those without extent */
function compileProgram(map: FeatureMap, dim: number, axes: readonly number[]): Program {
  const { count, parents, factors, tableRows, fills } = featureProgram(map, dim, axes)
  const integers: number[] = []
  const parameters: number[] = []
  for (const fill of fills) {
    if (fill.kind === 'powers') {
      integers.push(BASES[fill.basis], fill.axis, fill.degree, fill.row)
    } else if (fill.kind === 'directions') {
      for (let i = 0; i < fill.count; i++) {
        integers.push(LINEAR_FORM, parameters.length, 1, fill.row + i)
        parameters.push(...fill.directions.subarray(i * dim, (i + 1) * dim))
      }
    }
  }
  return {
    count,
    integers: Int32Array.from([count, integers.length / 4, tableRows, ...integers, ...parents, ...factors]),
    parameters: Float64Array.from(parameters),
  }
}
