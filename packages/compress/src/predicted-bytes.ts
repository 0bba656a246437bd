import { isSampled } from './cost-model.js'
import type { PlannedWork } from './planned-work.js'

/** Of code, the kernel and what the runtime keeps; and of each worker. Measured in Node. */
const BASE = 10e6
const WORKER = 8e6

const DOUBLE = 8

/** Per row: where it goes, which cell it is of, and its place in the certificate. */
const INDICES = 12

/** Tasks' data that wait for workers, or to be used again, at most. */
const MOST_IN_TASKS = 32e6

/** Per point and neighbour on the lists of a thinning; neighbours over the features; and all lists of a part at most. */
const NEIGHBOUR = 4
const NEIGHBOURS = 1.5
const MOST_IN_LISTS = 2 ** 26

/** Garbage of short passes that is not collected at once, in copies of their rows; and how much at most. */
const COPIES_PER_PASS = 3
const MOST_GARBAGE = 40e6

/**
 * Peak bytes of a process over those of an idle one: the input, what is made of it, and the runtime's own.
 *
 * @param workers that reduce cells at a time
 */
export function predictedBytes(
  inputSize: number,
  dim: number,
  { passes, featureCount }: PlannedWork,
  workers: number,
): number {
  const row = DOUBLE * (dim + 1)
  const input = inputSize * row
  const [first] = passes
  if (!first) return BASE + input
  const isCells = 'covering' in first
  const gathered = isCells && isSampled(inputSize, first) ? input : 0
  const cellsOfFirst = isCells ? first.cells : first.parts
  const inWorker = (inputSize / cellsOfFirst) * DOUBLE * (dim + 3) + 8 * featureCount ** 2 * DOUBLE
  let left = inputSize
  let garbage = 0
  let lists = 0
  for (const pass of passes) {
    if ('parts' in pass) {
      const most = MOST_IN_LISTS * Math.min(workers, pass.parts)
      lists = Math.max(lists, Math.min(most, NEIGHBOUR * NEIGHBOURS * featureCount * left))
    }
    if (pass !== first) garbage += COPIES_PER_PASS * left * row
    left = pass.goal
  }
  return (
    BASE +
    workers * (WORKER + inWorker) +
    input +
    gathered +
    inputSize * INDICES +
    Math.min(MOST_IN_TASKS, input) +
    Math.min(MOST_GARBAGE, garbage) +
    lists
  )
}
