import type { Covering } from '@polylog/core'
import type { Quality } from './compress-options.js'
import { type KeptPolynomials, type ThinPass, thinPasses } from './thin-passes.js'

/** One step that brings what is left down to `goal` points. */
export type Pass = CellPass | ThinPass

/** Cover what is left with so many cells, and reduce them. */
export interface CellPass {
  readonly covering: Covering
  readonly cells: number
  readonly goal: number
}

/** How the last factor of the reduction is done in rounds of round cells. */
interface Rounds {
  /** Points that a ball loses, over the features. */
  readonly loss: number
  /** Share of the balls that are reduced in a round: those of least bound. */
  readonly chosen: number
}

interface Ladder {
  /** Sizes of the first passes, as multiples of the final one. */
  readonly sizes: readonly number[]
  readonly rounds?: Rounds
  /** Where polynomials are kept, and it is not too dear, a thinning takes the place of the rounds. */
  readonly thinning?: {
    readonly leastLoss: number
    /** Most predicted multiply-adds for each point that is taken out. */
    readonly mostWork: number
  }
}

/**
 * The last halving decides the error, since cells are largest there. A thinning does best, which takes few points at a
 * time out of the tightest neighbourhoods and lets their errors cancel; then small round cells that lose few points
 * each, the tightest first; k-d boxes of two points per feature are fastest.
 */
const LADDERS: Readonly<Record<Quality, Ladder>> = {
  fast: { sizes: [] },
  balanced: {
    sizes: [2],
    rounds: { loss: 1 / 7, chosen: 0.5 },
    thinning: { leastLoss: 1 / 12, mostWork: 2.5e5 },
  },
  best: {
    sizes: [4],
    rounds: { loss: 1 / 12, chosen: 0.4 },
    thinning: { leastLoss: 1 / 120, mostWork: Infinity },
  },
}

/** Rows of a box for every row of the ball inside it. */
const BOX_PER_BALL = 1.5

/** Rows per cell on which the splits of large sets are judged: numbers of rows then scatter by a sixth. */
const SAMPLE = 32

/** Parts of all cells together: enough to keep workers busy. */
const MOST_PARTS = 8

/** Passes that shrink the set by less than this are not worth their covering. */
const LEAST_SHRINKING = 0.9

/**
 * The passes from `inputSize` points to at most `size`, with `featureCount` features in every cell. Where they do
 * not end in a thinning, the last one is for what the rounds before it may have left over.
 *
 * @param covering used in every pass, if the user has chosen one: then there is no thinning either
 * @param polynomials what is kept, if it is polynomials
 */
export function passSchedule(
  inputSize: number,
  size: number,
  featureCount: number,
  quality: Quality,
  covering?: Covering,
  polynomials?: KeptPolynomials,
): readonly Pass[] {
  const { sizes, rounds, thinning } = LADDERS[quality]
  const passes: Pass[] = []
  let left = inputSize
  const firstGoal = Math.ceil((sizes[0] ?? 1) * size)
  if (!covering && firstGoal < left) {
    for (const pass of partsFirst(left, wholePass(firstGoal, featureCount), featureCount)) {
      passes.push(pass)
      left = pass.goal
    }
  }
  for (const factor of sizes) {
    const goal = Math.ceil(factor * size)
    if (goal > LEAST_SHRINKING * left) continue
    passes.push(wholePass(goal, featureCount, covering))
    left = goal
  }
  if (thinning && polynomials && !covering && featureCount > 1) {
    const thinned = thinPasses(left, size, polynomials, thinning.leastLoss)
    const work = thinned.reduce((sum, pass) => sum + pass.work, 0)
    if (work <= thinning.mostWork * (left - size)) return [...passes, ...thinned]
  }
  if (rounds && !covering && featureCount > 1) {
    for (const pass of ballPasses(left, size, featureCount, rounds)) {
      passes.push(pass)
      left = pass.goal
    }
  }
  passes.push(wholePass(size, featureCount, covering))
  return passes
}

function wholePass(
  goal: number,
  featureCount: number,
  covering: Covering = { kind: 'kd', sample: SAMPLE },
): CellPass {
  return { covering, cells: Math.max(1, Math.floor(goal / featureCount)), goal }
}

/**
 * A few cells of very many rows are first reduced in parts, as far as evaluating features outweighs elimination: the
 * parts stay in caches, and several workers share them.
 */
function partsFirst(inputSize: number, { cells }: CellPass, featureCount: number): readonly CellPass[] {
  const rows = inputSize / cells
  let parts = 1
  while (2 * parts * cells <= MOST_PARTS && parts * featureCount ** 2 <= rows) parts *= 2
  if (parts === 1) return []
  const covering: Covering | undefined = cells === 1 ? { kind: 'runs' } : undefined
  return [wholePass(parts * cells * featureCount, featureCount, covering)]
}

function ballPasses(from: number, size: number, featureCount: number, rounds: Rounds): readonly Pass[] {
  const loss = Math.max(1, Math.round(rounds.loss * featureCount))
  const ballSize = featureCount + loss
  const passes: Pass[] = []
  let left = from
  while (left > size) {
    const boxes = Math.floor(left / (BOX_PER_BALL * ballSize))
    if (boxes < 2) break
    const goal = Math.max(size, left - Math.ceil(boxes * rounds.chosen) * loss)
    passes.push({ covering: { kind: 'balls', share: 1 / BOX_PER_BALL }, cells: 2 * boxes, goal })
    left = goal
  }
  return passes
}
