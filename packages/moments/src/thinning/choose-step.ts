/** As in a reduction: entries up to here are what rounding left of 0. */
const ROUNDING = 2 ** -43

/** To pivot on less would cost digits; such a step is taken only where there is no other. */
const SMALL_PIVOT = 2 ** -10

/**
 * A step that moves more weight than so many times the least one is not taken, however well it balances: functions that
 * are not smooth feel all that is moved.
 */
const MOST_MOVED = 2

/** What steps are chosen from; read anew at each choice. */
export interface StepState {
  /** Row `i` says how candidate `i` is combined from the basis; row stride `stride`. */
  readonly tableau: Float64Array
  readonly stride: number
  /** Weights: of the basis first, then of the candidates. */
  readonly masses: Float64Array
  /** By how much candidate `i`'s null vector changes the balanced sums: row `i`, of `width`. */
  readonly changes: Float64Array
  readonly width: number
  /** By how much the balanced sums are too large. */
  readonly defect: Float64Array
}

/** Chooses a null vector, and one of the two ways along it, until a weight vanishes. */
export interface StepChooser {
  /**
   * Of the candidates `rank … end - 1`, at least one, the step after which the sum of the squared defects is least; of
   * equally good ones that of the larger pivot.
   */
  choose(rank: number, end: number): void
  candidate(): number
  /** Positive where the candidate's weight grows. */
  length(): number
  /** Position in the basis of the weight that vanishes; -1 if it is the candidate's own. */
  leaving(): number
}

export function createStepChooser({
  tableau,
  stride,
  masses,
  changes,
  width,
  defect,
}: StepState): StepChooser {
  // Of every candidate: how far it can go either way, who stops it, and the weight moved by a step of length 1.
  const forwards = new Float64Array(masses.length)
  const backwards = new Float64Array(masses.length)
  const forwardStops = new Int32Array(masses.length)
  const backwardStops = new Int32Array(masses.length)
  const moved = new Float64Array(masses.length)
  let candidate = -1
  let length = 0
  let leaving = -1
  let least = Infinity
  let largestPivot = 0

  return {
    choose(rank, end) {
      let leastMoved = Infinity
      for (let i = rank; i < end; i++) {
        measure(i, rank)
        leastMoved = Math.min(leastMoved, moved[i] * Math.min(forwards[i], backwards[i]))
      }
      const limit = MOST_MOVED * leastMoved
      least = Infinity
      largestPivot = 0
      for (let i = rank; i < end; i++) {
        let along = 0
        let square = 0
        for (let j = 0, g = i * width; j < width; j++, g++) {
          const change = changes[g]
          along += defect[j] * change
          square += change * change
        }
        const backward = backwards[i]
        if (moved[i] * backward <= limit) {
          const stop = backwardStops[i]
          const pivot = stop < 0 ? 1 : -tableau[i * stride + stop]
          consider(i, -backward, stop, pivot, backward * (backward * square - 2 * along))
        }
        const forward = forwards[i]
        if (moved[i] * forward <= limit) {
          const stop = forwardStops[i]
          consider(i, forward, stop, tableau[i * stride + stop], forward * (forward * square + 2 * along))
        }
      }
    },
    candidate: () => candidate,
    length: () => length,
    leaving: () => leaving,
  }

  /** Forwards the candidate's weight grows until one of the basis is used up; backwards it shrinks. */
  function measure(i: number, rank: number): void {
    const at = i * stride
    let forward = Infinity
    let forwardAt = -1
    let backward = masses[i]
    let backwardAt = -1
    let norm = 1
    for (let b = 0; b < rank; b++) {
      const t = tableau[at + b]
      norm += Math.abs(t)
      if (t > ROUNDING) {
        const steps = masses[b] / t
        if (steps < forward || (steps === forward && t > tableau[at + forwardAt])) {
          forward = steps
          forwardAt = b
        }
      } else if (t < -ROUNDING) {
        const steps = -masses[b] / t
        if (steps < backward) {
          backward = steps
          backwardAt = b
        }
      }
    }
    forwards[i] = forward
    forwardStops[i] = forwardAt
    backwards[i] = backward
    backwardStops[i] = backwardAt
    moved[i] = norm
  }

  function consider(i: number, steps: number, stop: number, pivot: number, increase: number): void {
    const sound = pivot >= SMALL_PIVOT
    const bestIsSound = largestPivot >= SMALL_PIVOT
    if (sound !== bestIsSound) {
      if (bestIsSound) return
    } else if (increase > least || (increase === least && pivot <= largestPivot)) return
    candidate = i
    length = steps
    leaving = stop
    least = increase
    largestPivot = pivot
  }
}
