import { randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { access, constants, open, realpath, rename, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { OptionError } from '@polylog/core'
import type { Scratch } from './scratch.js'
import { WriteError, writingError } from './write-error.js'

/** Where to write for now, and the path as it was given, which errors name. */
export type Destination = Pick<OutputFile, 'path' | 'temporaryPath'>

/** A file that appears whole or not at all. */
export interface OutputFile {
  readonly path: string
  /** What is written to until `commit`. */
  readonly temporaryPath: string
  /** Puts the finished file in its place. */
  commit(): Promise<void>
}

/**
 * A temporary file beside `path`, renamed over it in the end; for standard output (`-`), devices and pipes,
 * which cannot be replaced, a scratch file that is copied to them in the end.
 *
 * @throws OptionError if `path` is a folder, WriteError if its folder is missing
 */
export async function outputFile(path: string, scratch: Scratch, stdout: NodeJS.WritableStream) {
  if (path === '-') return copied(path, scratch, () => stdout)
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory()) throw new OptionError(`The output ${path} is a folder`, 'Name a file in it')
  if (found !== undefined && !found.isFile()) return copied(path, scratch, () => createWriteStream(path))
  const target = found === undefined ? resolve(path) : await realpath(path)
  const folder = dirname(target)
  await checkFolder(folder, path)
  const temporaryPath = join(folder, `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`)
  scratch.watch(temporaryPath)
  return renamed(path, temporaryPath, target, scratch)
}

/** @throws WriteError if the folder of a file to be is missing, or takes none */
export async function checkFolder(folder: string, path: string): Promise<void> {
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) {
    throw new WriteError(`${path} cannot be written: the folder ${folder} does not exist. Create it first.`)
  }
  await access(folder, constants.W_OK).catch(error => {
    throw writingError(error, path)
  })
}

function renamed(path: string, temporaryPath: string, target: string, scratch: Scratch): OutputFile {
  return {
    path,
    temporaryPath,
    async commit() {
      try {
        await flush(temporaryPath)
        await rename(temporaryPath, target)
        scratch.release(temporaryPath)
      } catch (error) {
        throw writingError(error, path)
      }
    },
  }
}

function copied(path: string, scratch: Scratch, open: () => NodeJS.WritableStream): OutputFile {
  const temporaryPath = scratch.path(`output-${randomBytes(6).toString('hex')}`)
  return {
    path,
    temporaryPath,
    async commit() {
      try {
        await pipeline(createReadStream(temporaryPath), open(), { end: path !== '-' })
      } catch (error) {
        throw writingError(error, path)
      }
    },
  }
}

/** Some file systems report a full disk only now. */
async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
