import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { InputError } from '@polylog/core'
import { abortReason } from '../console/interruption.js'
import type { Scratch } from '../output/scratch.js'
import { diskError } from '../output/write-error.js'

/** Copies a stream to a scratch file, and returns its path. */
export async function spool(source: Readable, scratch: Scratch, signal: AbortSignal): Promise<string> {
  const path = scratch.path('input')
  try {
    await pipeline(source, createWriteStream(path), { signal })
  } catch (error) {
    if (signal.aborted) throw abortReason(signal)
    const advice = 'Free some space, or set TMPDIR to a folder with more'
    throw diskError(error, `The temporary copy ${path} of the input`, advice) ?? error
  }
  if ((await stat(path)).size === 0) {
    throw new InputError('Standard input is empty', 'Pipe a table into it, or name a file')
  }
  return path
}
