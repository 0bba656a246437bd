import { cholesky, solveLower, solveLowerTransposed } from '../cholesky.js'
import { productScratchLength, subtractProduct } from '../elimination/matrix-product.js'
import type { GradientEvaluator } from './feature-gradients.js'

/**
 * Nodes that may move: their masses, and angles `θ` with the framed coordinate `sin θ` along every axis, which thus stays
 * in the cell's box.
 */
export interface Nodes {
  readonly count: number
  /** Positive. */
  readonly masses: Float64Array
  /** `count × axes`, row-major. */
  readonly angles: Float64Array
}

export interface Match {
  readonly nodes: Nodes
  /** Largest relative error of a moment. */
  readonly error: number
  /** Steps that were tried. */
  readonly steps: number
}

/** Moves nodes until their moments are what they should be; owns scratch for up to `most` nodes. */
export interface MomentMatching {
  /**
   * Damped Gauss–Newton steps. Of all small changes that restore the moments to first order, each step is the one that
   * moves least mass the least way: `Σ c (|δθ|² + (δc / c)²)` is least.
   *
   * Ends at the first nodes whose moments are right to `tolerance`, after so many steps, or where no step helps. A pause is
   * offered at every step.
   */
  match(nodes: Nodes, tolerance: number, steps: number): Generator<void, Match>
  /** Of nodes that match: for each, about how far all others would have to go if it were left out. */
  significance(nodes: Nodes): Float64Array
}

/** Largest relative change of a mass, and of an angle, in one step. */
const MOST_GROWTH = 1
const MOST_TURN = 0.4

/** Of the mean of the diagonal, at first and at least; the matrix may lack rank where nodes are few. */
const FIRST_DAMPING = 1e-12
const MOST_DAMPING = 1e-2

/** Damping that fails grows by this; one that works shrinks by it. */
const DAMPING_FACTOR = 100

/** Every so many steps, squares of errors must have fallen to this share at least: those that creep arrive nowhere. */
const CHECKED = 10
const STALLED = 0.5

/** Triangular matrices are multiplied in so many parts. */
const PARTS = 4

/** A step is halved so many times before it is damped instead. */
const HALVINGS = 4

/**
 * @param target moments of the cell, for a mass of 1
 * @param scales what errors of the moments are divided by
 * @param basis `count × count`, upper triangular: takes the features over `scales` to others, one to a column, that are about orthonormal over
 *   the cell: in these, errors of all moments weigh alike, and digits are not lost
 */
export function createMomentMatching(
  { count, evaluate }: GradientEvaluator,
  axes: number,
  target: Float64Array,
  scales: Float64Array,
  basis: Float64Array,
  most: number,
): MomentMatching {
  const unknowns = 1 + axes
  const table = new Float64Array(unknowns * count)
  const coordinates = new Float64Array(axes)
  const negated = basis.map(value => -value)
  const raw = new Float64Array(most * unknowns * count)
  const rows = new Float64Array(most * unknowns * count)
  const columns = new Float64Array(most * unknowns * count)
  const gram = new Float64Array(count * count)
  const part = 4 * Math.ceil(count / (4 * PARTS))
  const factor = new Float64Array(count * count)
  const scratch = new Float64Array(productScratchLength(Math.max(most * unknowns, count), count))
  const errors = new Float64Array(count)
  const weighed = new Float64Array(count)
  const solution = new Float64Array(count)
  const change = new Float64Array(most * unknowns)

  return { match, significance }

  function* match(start: Nodes, tolerance: number, steps: number): Generator<void, Match> {
    let nodes = start
    let merit = fillErrors(nodes)
    let damping = FIRST_DAMPING
    let checked = merit
    let step = 0
    for (; step < steps && largest(errors) > tolerance; step++) {
      yield
      fillSystem(nodes)
      let better = improved(nodes, merit, damping)
      while (!better && damping < MOST_DAMPING) {
        damping *= DAMPING_FACTOR
        better = improved(nodes, merit, damping)
      }
      if (!better) break
      nodes = better.nodes
      merit = better.merit
      damping = Math.max(FIRST_DAMPING, damping / DAMPING_FACTOR)
      if (step % CHECKED === CHECKED - 1) {
        if (merit > STALLED * checked) break
        checked = merit
      }
    }
    return { nodes, error: largest(errors), steps: step }
  }

  /** Relative errors of the moments; returns the sum of their squares in the orthonormal basis. */
  function fillErrors({ count: size, masses, angles }: Nodes): number {
    errors.set(target)
    for (let i = 0; i < size; i++) {
      evaluateAt(angles, i)
      for (let j = 0; j < count; j++) errors[j] -= masses[i] * table[j]
    }
    for (let j = 0; j < count; j++) errors[j] /= scales[j]
    weighed.fill(0)
    for (let j = 0; j < count; j++) {
      const row = j * count
      for (let i = j; i < count; i++) weighed[i] += errors[j] * basis[row + i]
    }
    let squares = 0
    for (let j = 0; j < count; j++) squares += weighed[j] * weighed[j]
    return squares
  }

  function evaluateAt(angles: Float64Array, node: number): void {
    for (let axis = 0; axis < axes; axis++) coordinates[axis] = Math.sin(angles[node * axes + axis])
    evaluate(coordinates, table)
  }

  /** Derivatives by all unknowns, each times the square root of its node's mass, and the products of them all. */
  function fillSystem({ count: size, masses, angles }: Nodes): void {
    const width = size * unknowns
    for (let i = 0; i < size; i++) {
      evaluateAt(angles, i)
      const root = Math.sqrt(masses[i])
      for (let u = 0; u < unknowns; u++) {
        const by = u === 0 ? root : root * Math.cos(angles[i * axes + u - 1])
        const row = (i * unknowns + u) * count
        for (let j = 0; j < count; j++) raw[row + j] = (by * table[u * count + j]) / scales[j]
      }
    }
    rows.fill(0, 0, width * count)
    for (let from = 0; from < count; from = nextPart(from)) {
      const to = nextPart(from)
      // The basis is upper triangular: below its diagonal there is nothing to add.
      subtractProduct(rows, from, count, raw, 0, count, negated, from, count, width, to - from, to, scratch)
    }
    for (let row = 0; row < width; row++) {
      for (let j = 0; j < count; j++) columns[j * width + row] = -rows[row * count + j]
    }
    gram.fill(0)
    for (let from = 0; from < count; from = nextPart(from)) {
      const to = nextPart(from)
      const [at, above] = [from * count, from * width]
      // Only the lower triangle is read.
      subtractProduct(gram, at, count, columns, above, width, rows, 0, count, to - from, to, width, scratch)
    }
  }

  function nextPart(from: number): number {
    return Math.min(count, from + part)
  }

  function factorised(damping: number): boolean {
    factor.set(gram)
    let trace = 0
    for (let j = 0; j < count; j++) trace += gram[j * count + j]
    for (let j = 0; j < count; j++) factor[j * count + j] += (damping * trace) / count
    return cholesky(factor, count)
  }

  /** After one step, if it makes the errors less; they are then those of the new nodes, else as they were. */
  function improved(nodes: Nodes, merit: number, damping: number) {
    if (!factorised(damping)) return undefined
    fillChange(nodes.count)
    return lineSearch(nodes, merit)
  }

  /** Changes by the solution, each times the square root of its node's mass. */
  function fillChange(size: number): void {
    solution.set(weighed)
    solveLower(factor, count, solution)
    solveLowerTransposed(factor, count, solution)
    for (let row = 0; row < size * unknowns; row++) {
      let value = 0
      for (let j = 0; j < count; j++) value += rows[row * count + j] * solution[j]
      change[row] = value
    }
  }

  function lineSearch(nodes: Nodes, least: number): { nodes: Nodes; merit: number } | undefined {
    let way = 1
    for (let i = 0; i < nodes.count; i++) {
      const root = Math.sqrt(nodes.masses[i])
      for (let u = 0; u < unknowns; u++) {
        const row = i * unknowns + u
        change[row] /= root
        const limit = u === 0 ? MOST_GROWTH : MOST_TURN
        if (Math.abs(change[row]) * way > limit) way = limit / Math.abs(change[row])
      }
    }
    for (let halving = 0; halving <= HALVINGS; halving++, way /= 2) {
      const next = moved(nodes, way)
      const merit = fillErrors(next)
      if (merit < least) return { nodes: next, merit }
    }
    fillErrors(nodes)
    return undefined
  }

  /** Masses move along exponentials, and so stay positive. */
  function moved({ count: size, masses, angles }: Nodes, way: number): Nodes {
    const next = { count: size, masses: masses.slice(), angles: angles.slice() }
    for (let i = 0; i < size; i++) {
      next.masses[i] *= Math.exp(way * change[i * unknowns])
      for (let axis = 0; axis < axes; axis++) {
        next.angles[i * axes + axis] += way * change[i * unknowns + 1 + axis]
      }
    }
    return next
  }

  function significance(nodes: Nodes): Float64Array {
    fillSystem(nodes)
    let damping = FIRST_DAMPING
    while (damping <= MOST_DAMPING && !factorised(damping)) damping *= DAMPING_FACTOR
    if (damping > MOST_DAMPING) return nodes.masses
    return Float64Array.from({ length: nodes.count }, (_, i) => {
      const row = i * unknowns * count
      for (let j = 0; j < count; j++) solution[j] = rows[row + j]
      solveLower(factor, count, solution)
      let squares = 0
      for (let j = 0; j < count; j++) squares += solution[j] * solution[j]
      return nodes.masses[i] * squares
    })
  }
}

function largest(values: Float64Array): number {
  let most = 0
  for (const value of values) most = Math.max(most, Math.abs(value))
  return most
}
