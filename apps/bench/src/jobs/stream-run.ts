export const STREAM_DIM = 3
export const STREAM_ORDER = 5
export const STREAM_SIZE = 1000

/** What a process says of the rows that it streamed. */
export interface StreamRun {
  readonly rows: number
  /** Of making the rows, by itself. */
  readonly generationSeconds: number
  /** Of pushing them and finishing, without making them. */
  readonly seconds: number
  readonly finishingSeconds: number
  /** All that the process ever held. */
  readonly peakBytes: number
  readonly outputSize: number
  readonly momentResidual: number
}
