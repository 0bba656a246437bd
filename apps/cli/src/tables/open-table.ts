import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { InputError } from '@polylog/core'
import type { Scratch } from '../output/scratch.js'
import type { DelimitedOptions } from './delimited-text.js'
import { isDuckDBFormat } from './duckdb-source.js'
import { type Format, formatOfContent, formatOfName } from './format.js'
import { spool } from './spool.js'
import type { Table } from './table.js'

/**
 * Opens a file, or standard input for `-`, in the given format, or else the one its name or content shows.
 *
 * @throws InputError if it cannot be read
 */
export async function openTable(
  path: string,
  format: Format | undefined,
  scratch: Scratch,
  signal: AbortSignal,
  options?: DelimitedOptions,
): Promise<Table> {
  const file = await readableFile(path, scratch, signal)
  const known = format ?? formatOfName(file) ?? (await formatOfContent(file))
  if (isDuckDBFormat(known)) {
    const { openDuckDBTable } = await import('./duckdb-table.js')
    return openDuckDBTable(file, known, scratch, options)
  }
  if (known === 'npy') {
    const { openNpyTable } = await import('./npy-table.js')
    return openNpyTable(file)
  }
  const { openArrowTable } = await import('./arrow-table.js')
  return openArrowTable(file)
}

/** Standard input and pipes are spooled, since rows are read twice: to be compressed, then to be written. */
async function readableFile(path: string, scratch: Scratch, signal: AbortSignal): Promise<string> {
  if (path === '-') return spool(process.stdin, scratch, signal)
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error)
  })
  if (found.isDirectory()) throw new InputError(`${path} is a folder`, 'Name a file in it')
  await access(path, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error)
  })
  if (!found.isFile()) {
    const { createReadStream } = await import('node:fs')
    return spool(createReadStream(path), scratch, signal)
  }
  if (found.size === 0) throw new InputError(`${path} is empty`, 'Give at least one row')
  return path
}

function unreadable(path: string, error: NodeJS.ErrnoException): InputError {
  if (error.code === 'ENOENT') {
    return new InputError(`${path} does not exist`, 'Check the name and the folder', { cause: error })
  }
  const problem = error.code === 'EACCES' ? 'permission is denied' : `the system says ${error.code}`
  return new InputError(`${path} cannot be read: ${problem}`, 'Check its permissions', { cause: error })
}
