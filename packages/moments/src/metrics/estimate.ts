/** A distance between two sets, each divided by its total weight. */
export interface Estimate {
  readonly value: number
  /** Of sampling. Where everything was looked at, that of rounding, if the value is within it; else absent. */
  readonly standardError?: number
  /** What was sampled, and how many of it: rows of a set, directions. */
  readonly sampled?: number
}
