/** Stable, machine-readable reasons; the CLI maps them to exit codes. */
export type ErrorCode = 'bad-input' | 'bad-option' | 'unavailable' | 'inaccurate'

/**
 * The one family of errors that polylog throws on purpose. The message names the bad value and, in its last
 * sentence, the remedy.
 */
export class PolylogError extends Error {
  readonly code: ErrorCode
  /** What was found, without the remedy. */
  readonly problem: string
  /** What to do about it. */
  readonly remedy: string

  constructor(code: ErrorCode, problem: string, remedy: string, options?: { readonly cause?: unknown }) {
    super(`${problem}. ${remedy}.`, options)
    this.name = new.target.name
    this.code = code
    this.problem = problem
    this.remedy = remedy
  }
}

/** The data cannot be used: the message says which row and column. */
export class InputError extends PolylogError {
  /** The row that the problem names, from 0, for those who number rows otherwise. */
  readonly row?: number

  constructor(
    problem: string,
    remedy: string,
    options?: { readonly cause?: unknown; readonly row?: number },
  ) {
    super('bad-input', problem, remedy, options)
    if (options?.row !== undefined) this.row = options.row
  }
}

/** An option cannot be honoured: the message names it, its value, and what would do. */
export class OptionError extends PolylogError {
  constructor(problem: string, remedy: string, options?: { readonly cause?: unknown }) {
    super('bad-option', problem, remedy, options)
  }
}

/** A backend, library or device that was asked for is not there. */
export class UnavailableError extends PolylogError {
  constructor(problem: string, remedy: string, options?: { readonly cause?: unknown }) {
    super('unavailable', problem, remedy, options)
  }
}

/** The computation ran, but its result does not keep what it promises; it is withheld. */
export class AccuracyError extends PolylogError {
  constructor(problem: string, remedy: string, options?: { readonly cause?: unknown }) {
    super('inaccurate', problem, remedy, options)
  }
}
