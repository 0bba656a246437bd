import { writeFile } from 'node:fs/promises'
import type { OutputFile } from '../output/output-file.js'
import { writingError } from '../output/write-error.js'
import { reportPage } from './page.js'
import { type ReportInput, reportData } from './report-data.js'

/** Writes the report to the file's temporary path; the caller commits it. */
export async function writeReport(input: ReportInput, file: OutputFile, signal: AbortSignal): Promise<void> {
  const page = reportPage(await reportData(input, signal))
  try {
    await writeFile(file.temporaryPath, page)
  } catch (error) {
    throw writingError(error, file.path)
  }
}
