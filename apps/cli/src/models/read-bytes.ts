import { readFile } from 'node:fs/promises'
import { InputError } from '@polylog/core'

/**
 * A file, whole.
 *
 * @param what it is, which errors say
 * @throws InputError for a file that is missing or cannot be read
 */
export async function readBytes(path: string, what: string, remedy: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const problem =
      code === 'ENOENT' ? 'does not exist' : code === 'EISDIR' ? 'is a folder' : `fails: ${code}`
    throw new InputError(`${path}, ${what}, ${problem}`, remedy, { cause })
  }
}
