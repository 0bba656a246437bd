import { open } from 'node:fs/promises'
import { InputError, OptionError } from '@polylog/core'

/** How a delimited file is written, where looking at it does not tell. */
export interface DelimitedOptions {
  /** One character between fields. */
  readonly delimiter?: string
  /** `,` or `.` before the decimals of a number. */
  readonly decimal?: string
}

const HEAD_BYTES = 1 << 20

/** @throws OptionError naming the option, its value and what would do */
export function delimitedOptions(flags: { delimiter?: string; decimal?: string }): DelimitedOptions {
  const { decimal } = flags
  const delimiter = flags.delimiter === '\\t' ? '\t' : flags.delimiter
  if (delimiter !== undefined && (delimiter.length !== 1 || /[\w"'\n\r]/.test(delimiter))) {
    throw new OptionError(`--delimiter is '${delimiter}'`, "Give one character, such as ';' or '\\t'")
  }
  if (decimal !== undefined && decimal !== ',' && decimal !== '.') {
    throw new OptionError(`--decimal is '${decimal}'`, "Give ',' or '.'")
  }
  if (decimal !== undefined && decimal === delimiter) {
    throw new OptionError(`--delimiter and --decimal are both '${decimal}'`, 'They must differ')
  }
  return { delimiter, decimal }
}

/**
 * A header that does not fit its rows is not to be taken for a title.
 *
 * @throws InputError naming the first line that has another number of fields than line 1
 */
export async function checkFields(path: string, delimiter: string, quote: string): Promise<void> {
  const handle = await open(path, 'r')
  const bytes = Buffer.alloc(HEAD_BYTES)
  const { bytesRead } = await handle.read(bytes, 0, HEAD_BYTES, 0).finally(() => handle.close())
  const lines = bytes.subarray(0, bytesRead).toString('utf8').split(/\r?\n/)
  if (bytesRead === HEAD_BYTES) lines.pop()
  const expected = fieldCount(lines[0], delimiter, quote)
  const at = lines.findIndex(line => line !== '' && fieldCount(line, delimiter, quote) !== expected)
  if (at < 0) return
  const found = fieldCount(lines[at], delimiter, quote)
  throw new InputError(
    `${path}: line ${at + 1} has ${fields(found)}, but line 1 has ${fields(expected)}`,
    bySemicolons(lines[0], lines[at], quote)
      ? 'If fields are separated by semicolons and decimals by commas, add --decimal ,'
      : 'Mend the header or that line, or name another --delimiter',
  )
}

function bySemicolons(first: string, second: string, quote: string): boolean {
  const count = fieldCount(first, ';', quote)
  return count > 1 && count === fieldCount(second, ';', quote)
}

function fields(count: number): string {
  return count === 1 ? '1 field' : `${count} fields`
}

function fieldCount(line: string, delimiter: string, quote: string): number {
  let count = 1
  let quoted = false
  for (const character of line) {
    if (character === quote) quoted = !quoted
    else if (character === delimiter && !quoted) count++
  }
  return count
}
