import { type ErrorCode, PolylogError } from '@polylog/core'
import { WriteError } from '../output/write-error.js'
import { exitCodeOf, InterruptedError } from './interruption.js'

/** Exit codes, as `--help` lists them. */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  input: 3,
  unavailable: 4,
  inaccurate: 5,
  output: 6,
} as const

export const EXIT_STATUS: readonly (readonly [code: string, meaning: string])[] = [
  ['0', 'done'],
  ['1', 'an unexpected error: a defect, please report it'],
  ['2', 'wrong usage, or an option that cannot be honoured'],
  ['3', 'bad input: unreadable, truncated, NULLs, NaN, text where numbers are needed'],
  ['4', 'a backend or library that was asked for is not there'],
  ['5', 'not accurate enough: a limit of verify is exceeded, or a result was withheld'],
  ['6', 'the output cannot be written, as on a full disk'],
  ['130', 'interrupted by Ctrl-C (143 when terminated); nothing is left half-written'],
]

const BY_CODE: Readonly<Record<ErrorCode, number>> = {
  'bad-option': EXIT.usage,
  'bad-input': EXIT.input,
  unavailable: EXIT.unavailable,
  inaccurate: EXIT.inaccurate,
}

export function exitCodeFor(error: unknown): number {
  if (error instanceof PolylogError) return BY_CODE[error.code]
  if (error instanceof WriteError) return EXIT.output
  if (error instanceof InterruptedError) return exitCodeOf(error.killedBy)
  return EXIT.unexpected
}

/** One line for a person; with `debug`, everything that is known. */
export function describeError(error: unknown, debug: boolean): string {
  const message = error instanceof Error ? error.message : String(error)
  const line = message.replace(/\s*\n\s*/g, ' ').trim()
  const known = exitCodeFor(error) !== EXIT.unexpected
  const advice = known ? '' : ' (unexpected; run again with --debug to see where)'
  const details = debug && error instanceof Error ? `\n${withCauses(error)}` : ''
  return `polylog: ${line}${debug ? '' : advice}${details}`
}

function withCauses(error: Error): string {
  const own = error.stack ?? String(error)
  return error.cause instanceof Error ? `${own}\ncaused by ${withCauses(error.cause)}` : own
}
