import { UnavailableError } from '@polylog/core'

/**
 * Loads a package that is not installed along with polylog.
 *
 * @param subject what needs it, as in `--backend tfjs`
 * @param install the command that installs it
 * @param otherwise what else would do, as a clause
 * @throws UnavailableError naming the command, where the package is missing
 */
export async function optionalPackage<T>(
  subject: string,
  install: string,
  otherwise: string | undefined,
  load: () => Promise<T>,
): Promise<T> {
  try {
    return await load()
  } catch (error) {
    throw isMissing(error) ? missingPackage(subject, install, otherwise, error) : error
  }
}

export function missingPackage(
  subject: string,
  install: string,
  otherwise: string | undefined,
  cause?: unknown,
): UnavailableError {
  return new UnavailableError(
    `${subject} needs packages that are not installed`,
    `Install them beside polylog (${install})${otherwise ? `, or ${otherwise}` : ''}`,
    { cause },
  )
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
}
