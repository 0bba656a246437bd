import {
  concatenated,
  type FeatureMap,
  featureProgram,
  interleaveRows,
  KERNELS,
  type KernelFeatures,
  type PolynomialBasis,
  profileOf,
  type TableFill,
} from '@polylog/core'

/** A feature map as the kernel reads it (`assembly/features.ts`). */
export interface Program {
  /** Features, the constant included. */
  readonly count: number
  /** Numbers of features, fills and table rows; four integers per fill; parents; factors. */
  readonly integers: Int32Array
  /** Numbers to which fills point. */
  readonly parameters: Float64Array
}

/** Kinds of fills (`assembly/table-fills.ts`). */
const BASES: Readonly<Record<PolynomialBasis, number>> = { chebyshev: 0, legendre: 1, monomials: 2 }
const LINEAR_FORM = 3
const PROJECTION = 4
const SECTIONS = 7
const WAVES = 8
const COMBINATIONS = 9

/** Functions that the kernel asks the host to apply, by number: those of `KERNELS`, then the cosine. */
export const HOST_FUNCTIONS: readonly ((value: number) => number)[] = [...KERNELS.map(profileOf), Math.cos]

const COSINE = KERNELS.length

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
  const parameters: Float64Array[] = []
  let given = 0
  let rows = tableRows

  /** Hands over numbers; returns where they begin. */
  const give = (...numbers: readonly Float64Array[]): number => {
    const at = given
    parameters.push(...numbers)
    for (const { length } of numbers) given += length
    return at
  }

  /** Takes rows of scratch, behind those of the features. */
  const scratch = (wanted: number): number => {
    rows += wanted
    return rows - wanted
  }

  const addSections = ({ row, kernel, width, landmarks, count, transform }: KernelFeatures & TableFill) => {
    const places = landmarks.length / dim
    const scaled = landmarks.map(coordinate => coordinate / width)
    const head = Float64Array.of(KERNELS.indexOf(kernel), width, scratch(dim))
    const sections = transform ? scratch(places) : row
    integers.push(SECTIONS, give(head, interleaveRows(scaled, places, dim)), places, sections)
    if (!transform) return
    const combined = give(Float64Array.of(sections, places), interleaveRows(transform, count, places))
    integers.push(COMBINATIONS, combined, count, row)
  }

  for (const fill of fills) {
    const { row } = fill
    if (fill.kind === 'powers') {
      integers.push(BASES[fill.basis], fill.axis, fill.degree, row)
    } else if (fill.kind === 'projection') {
      const at = give(Float64Array.of(fill.offset), fill.direction)
      integers.push(PROJECTION + BASES[fill.basis], at, fill.degree, row)
    } else if (fill.kind === 'directions') {
      for (let i = 0; i < fill.count; i++) {
        integers.push(LINEAR_FORM, give(fill.directions.subarray(i * dim, (i + 1) * dim)), 1, row + i)
      }
    } else if (fill.kind === 'kernel') {
      addSections(fill)
    } else if (fill.kind === 'fourier') {
      const { phases, frequencies } = fill
      const waves = interleaveRows(frequencies, phases.length, dim)
      integers.push(WAVES, give(Float64Array.of(COSINE, scratch(dim)), phases, waves), phases.length, row)
    }
  }
  return {
    count,
    integers: Int32Array.from([count, integers.length / 4, rows, ...integers, ...parents, ...factors]),
    parameters: parameters.length > 0 ? concatenated(parameters) : new Float64Array(0),
  }
}
