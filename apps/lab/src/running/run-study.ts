import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { autoType, csvFormat, csvParse } from 'd3-dsv'
import type { Preset, Row, Study } from '../study.js'
import { openJournal } from './journal.js'

export interface RunOptions {
  readonly preset: Preset
  readonly folder: string
  /** Told after every task. */
  onProgress(done: number, total: number): void
}

/** Journals of other versions of the rows, or of other tasks, are not gone on with. */
const FORMAT = 2

/** Runs the tasks of a study that are not yet in its journal, and writes its table, its figures and its page. */
export async function runStudy(study: Study, { preset, folder, onProgress }: RunOptions): Promise<void> {
  const tasks = study.tasks(preset)
  const keys = tasks.map(({ key }) => key)
  const asked = createHash('sha256').update(JSON.stringify(keys)).digest('hex')
  const header = JSON.stringify({ study: study.name, preset, format: FORMAT, tasks: asked })
  const journal = openJournal(join(folder, `${study.name}.journal`), header)
  const rows: Row[] = []
  for (const [i, task] of tasks.entries()) {
    onProgress(i, tasks.length)
    let found = journal.finished.get(task.key)
    if (!found) {
      found = await task.run()
      journal.add(task.key, found)
    }
    rows.push(...found)
  }
  onProgress(keys.length, tasks.length)
  mkdirSync(folder, { recursive: true })
  replace(join(folder, `${study.name}.csv`), `${csvFormat(rows, columnsOf(rows))}\n`)
  writePage(study, rows, preset, folder)
  journal.close()
}

/** Draws figures and page again, from the table of a run that is over. */
export function redrawStudy(study: Study, preset: Preset, folder: string): void {
  const table = csvParse(readFileSync(join(folder, `${study.name}.csv`), 'utf8'), autoType)
  writePage(study, [...table] as unknown as Row[], preset, folder)
}

/** Of all rows: parts of a study may have columns of their own. */
function columnsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap(row => Object.keys(row)))]
}

function writePage(study: Study, rows: readonly Row[], preset: Preset, folder: string): void {
  const { figures, text } = study.present(rows, preset)
  for (const [name, svg] of Object.entries(figures)) replace(join(folder, `${name}.svg`), svg)
  const images = Object.keys(figures).map(name => `![${name}](${name}.svg)`)
  replace(join(folder, `${study.name}.md`), [`# ${study.title}`, ...images, text].join('\n\n').concat('\n'))
}

/** Nothing is left half-written. */
function replace(path: string, text: string): void {
  writeFileSync(`${path}.part`, text)
  renameSync(`${path}.part`, path)
}
