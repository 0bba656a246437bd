import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { markdownReport, type Report } from './report.js'

/** Writes RESULTS.md and its charts; each file appears whole. */
export function writeResults(report: Report, folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (const { findings } of report.sections) {
    for (const { name, svg } of findings.charts) writeWhole(join(folder, `${name}.svg`), svg)
  }
  writeWhole(join(folder, 'RESULTS.md'), markdownReport(report))
}

function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.part`, text)
  renameSync(`${path}.part`, path)
}
