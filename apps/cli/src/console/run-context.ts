import type { Scratch } from '../output/scratch.js'

/** What a command is given to run with. */
export interface RunContext {
  /** Fires on Ctrl-C and polite kills. */
  readonly signal: AbortSignal
  readonly scratch: Scratch
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
}
