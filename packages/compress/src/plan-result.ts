/** What a compression would take and give, before any of its work is done. */
export interface Plan {
  readonly inputSize: number
  /** Points of the result at most. */
  readonly outputSize: number
  /** Absent where not even order 1 fits, and principal directions are kept. */
  readonly order?: number
  readonly featureCount: number
  readonly cells: number
  readonly passes: number
  readonly seconds: number
  /** Peak bytes of a Node process over those of an idle one, the input's own included. */
  readonly bytes: number
  /**
   * Mean error of the mean of a smooth function, for points as uniform ones: measured on a small trial and
   * carried to the full size by the law `d^-((k+1)/m + 1/2)`. For quality `'best'` it is that of `'balanced'`, an upper
   * bound in most cases. Real data may do better or worse.
   */
  readonly expectedError: number
  readonly notes: readonly string[]
}
