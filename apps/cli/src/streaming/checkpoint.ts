import { createHash } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { InputError, OptionError } from '@polylog/core'
import { checkFolder } from '../output/output-file.js'
import type { Scratch } from '../output/scratch.js'
import { writingError } from '../output/write-error.js'

/**
 * A run that was interrupted: what it was asked, what it had found of the input, and its stream. In the file: a line
 * of text with the version and the SHA-256 of the rest, a line of JSON, then the bytes of the stream.
 */
export interface Checkpoint {
  /** Options and findings by name, as text. */
  readonly facts: Readonly<Record<string, string>>
  readonly stream: Uint8Array
}

const TITLE = 'polylog checkpoint 1 '
const HASH_LENGTH = 64

/** Replaces the file as a whole; a kill in the middle leaves the one before. */
export async function writeCheckpoint(
  path: string,
  { facts, stream }: Checkpoint,
  scratch: Scratch,
): Promise<void> {
  const body = Buffer.concat([Buffer.from(`${JSON.stringify(facts)}\n`), stream])
  // Of one fixed name, so that what a killed run has left is written over by the next.
  const temporary = join(dirname(resolve(path)), `.${basename(path)}.tmp`)
  scratch.watch(temporary)
  try {
    const handle = await open(temporary, 'w')
    try {
      await handle.writeFile(Buffer.concat([Buffer.from(`${TITLE}${hashOf(body)}\n`), body]))
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, path)
    scratch.release(temporary)
  } catch (error) {
    throw writingError(error, path)
  }
}

/**
 * @returns nothing if there is no such file
 * @throws InputError for a file that is no checkpoint, or not as it was written
 * @throws WriteError if none could be written there
 */
export async function readCheckpoint(path: string): Promise<Checkpoint | undefined> {
  await checkFolder(dirname(resolve(path)), path)
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new InputError(`The checkpoint ${path} cannot be read: ${error.code}`, 'Name a file of your own')
  })
  if (bytes === undefined) return undefined
  const headEnd = TITLE.length + HASH_LENGTH + 1
  const title = bytes.subarray(0, TITLE.length).toString('latin1')
  if (title !== TITLE) {
    throw new InputError(
      /^polylog checkpoint \d+ /.test(title)
        ? `${path} is a checkpoint of another version of polylog`
        : `${path} is no checkpoint of polylog`,
      'Name another file with --checkpoint, or remove it to begin anew',
    )
  }
  const body = bytes.subarray(headEnd)
  if (bytes.subarray(TITLE.length, headEnd - 1).toString('latin1') !== hashOf(body)) {
    throw new InputError(
      `The checkpoint ${path} is truncated or damaged`,
      'Remove it to begin anew, or restore it',
    )
  }
  const lineEnd = body.indexOf('\n')
  return {
    facts: JSON.parse(body.subarray(0, lineEnd).toString('utf8')) as Checkpoint['facts'],
    stream: new Uint8Array(body.subarray(lineEnd + 1)),
  }
}

export async function removeCheckpoint(path: string): Promise<void> {
  await rm(path, { force: true })
}

/** @throws OptionError naming what has changed since the checkpoint was written */
export function checkFacts(path: string, then: Checkpoint['facts'], now: Checkpoint['facts']): void {
  for (const name of Object.keys(now)) {
    if (then[name] === now[name]) continue
    throw new OptionError(
      `${name} was ${then[name] ?? 'unknown'} when the checkpoint ${path} was written, and is ${now[name]}`,
      'Run with the same input and options as then, or remove the checkpoint to begin anew',
    )
  }
}

function hashOf(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex')
}
