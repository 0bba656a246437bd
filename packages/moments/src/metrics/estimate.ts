/** A distance between two sets, each divided by its total weight. */
export interface Estimate {
  readonly value: number
  /** Of sampling; absent where everything was looked at. */
  readonly standardError?: number
  /** What was sampled, and how many of it: rows of a set, directions. */
  readonly sampled?: number
}
