/** As in a reduction: entries up to here are what rounding left of 0. */
const ROUNDING = 2 ** -43

/** To pivot on less would cost digits; such a step is taken only where there is no other. */
const SMALL_PIVOT = 2 ** -10

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
  let candidate = -1
  let length = 0
  let leaving = -1
  let least = Infinity
  let largestPivot = 0

  const consider = (
    index: number,
    stepLength: number,
    position: number,
    pivot: number,
    increase: number,
  ): void => {
    const sound = pivot >= SMALL_PIVOT
    const best = largestPivot >= SMALL_PIVOT
    if (sound !== best ? best : increase > least || (increase === least && pivot <= largestPivot)) return
    candidate = index
    length = stepLength
    leaving = position
    least = increase
    largestPivot = pivot
  }

  return {
    choose(rank, end) {
      least = Infinity
      largestPivot = 0
      for (let i = rank; i < end; i++) {
        const at = i * stride
        let forward = Infinity
        let forwardAt = -1
        let backward = masses[i]
        let backwardAt = -1
        for (let b = 0; b < rank; b++) {
          const t = tableau[at + b]
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
        let along = 0
        let square = 0
        for (let j = 0, g = i * width; j < width; j++, g++) {
          const change = changes[g]
          along += defect[j] * change
          square += change * change
        }
        const backwardPivot = backwardAt < 0 ? 1 : -tableau[at + backwardAt]
        consider(i, -backward, backwardAt, backwardPivot, backward * (backward * square - 2 * along))
        if (forwardAt < 0) continue
        const forwardPivot = tableau[at + forwardAt]
        consider(i, forward, forwardAt, forwardPivot, forward * (forward * square + 2 * along))
      }
    },
    candidate: () => candidate,
    length: () => length,
    leaving: () => leaving,
  }
}
