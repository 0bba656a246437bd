import { PolylogError } from '@polylog/core'

/** The result cannot be put where it was wanted; the message names the place and the remedy. */
export class WriteError extends Error {
  override readonly name = 'WriteError'
}

const CAUSES: readonly (readonly [pattern: RegExp, problem: string, remedy: string])[] = [
  [/ENOSPC|No space left/i, 'no space is left on the disk', 'Free some, or write elsewhere with --out'],
  [/EDQUOT|quota/i, 'the disk quota is used up', 'Free some space, or write elsewhere with --out'],
  [/EFBIG|File too large/i, 'the file would be larger than is allowed', 'Raise the limit (ulimit -f)'],
  [/EROFS|Read-only file/i, 'the file system is read-only', 'Write elsewhere with --out'],
]

/** The error of a disk that takes no more, or `undefined` if `error` is another; `advice` replaces the remedy. */
export function diskError(error: unknown, subject: string, advice?: string): WriteError | undefined {
  const text = error instanceof Error ? `${error.message} ${(error as NodeJS.ErrnoException).code}` : ''
  const found = CAUSES.find(([pattern]) => pattern.test(text))
  if (found === undefined) return undefined
  return new WriteError(`${subject} cannot be written: ${found[1]}. ${advice ?? found[2]}.`, { cause: error })
}

/** Any failure to write, as a `WriteError` where it is one of the file system's. */
export function writingError(error: unknown, path: string): unknown {
  if (error instanceof WriteError) return error
  const disk = diskError(error, path)
  if (disk !== undefined) return disk
  const problem = systemProblem(error)
  if (problem === undefined) return error
  return new WriteError(`${path} cannot be written: ${problem}. Choose another place.`, { cause: error })
}

/** What the file system objects to; DuckDB tells it in words, below an error of our own. */
function systemProblem(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const { code, message } = error as NodeJS.ErrnoException
  if (/\b(EACCES|EPERM)\b|Permission denied|not permitted/i.test(`${code} ${message}`)) {
    return 'permission is denied'
  }
  if (error instanceof PolylogError) return systemProblem(error.cause)
  return code !== undefined && /^E[A-Z0-9]+$/.test(code) ? `the system says ${code}` : undefined
}
