import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Row } from '../study.js'

/** Finished tasks of a run that may be interrupted: one line of JSON for each, in a file. */
export interface Journal {
  readonly finished: ReadonlyMap<string, readonly Row[]>
  add(key: string, rows: readonly Row[]): void
  /** The run is over: nothing is left to go on from. */
  close(): void
}

/**
 * Goes on with the journal of the same study, or begins one. A last line that was cut off is dropped.
 *
 * @param header what the rows depend on: the journal of another run is begun anew
 */
export function openJournal(path: string, header: string): Journal {
  const finished = new Map<string, readonly Row[]>()
  const [first, ...lines] = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []
  const whole = first === header ? lines.flatMap(parsed) : []
  for (const { key, rows } of whole) finished.set(key, rows)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, [header, ...whole.map(line => JSON.stringify(line))].map(line => `${line}\n`).join(''))
  return {
    finished,
    add(key, rows) {
      appendFileSync(path, `${JSON.stringify({ key, rows })}\n`)
    },
    close() {
      rmSync(path)
    },
  }
}

function parsed(line: string): readonly { readonly key: string; readonly rows: readonly Row[] }[] {
  try {
    const { key, rows } = JSON.parse(line)
    return typeof key === 'string' && Array.isArray(rows) ? [{ key, rows }] : []
  } catch {
    return []
  }
}
