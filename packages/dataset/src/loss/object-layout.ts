/** Which coordinates of an object are what. */
export interface ObjectLayout {
  readonly dim: number
  /** Of the model's inputs; `binary` ones are 0 or 1, and have no higher powers. */
  readonly inputs: readonly number[]
  readonly binary: readonly number[]
  /** None where labels are the same for all objects, or are made afterwards. */
  readonly labels: readonly number[]
  /** Coordinates of which only the sums are kept. */
  readonly sums: readonly number[]
}
