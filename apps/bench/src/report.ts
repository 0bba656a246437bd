import type { Job } from './jobs/job.js'
import type { Machine } from './machine.js'
import type { Measurement } from './measure.js'
import { markdownTable, terminalTable } from './table.js'

/** All of a run: what `--json` prints. */
export interface Report {
  readonly machine: Machine
  readonly loadBefore: number
  readonly loadAfter: number
  /** Of the whole run, all its jobs and their inputs. */
  readonly peakMegabytes: number
  readonly measurements: readonly Measurement[]
}

/** The report for a terminal: a table for each job. */
export function terminalReport(jobs: readonly Job[], report: Report): string {
  const tables = jobs.map(job => `${title(job)}\n${terminalTable(job, report.measurements)}`)
  return `${[...tables, circumstances(report)].join('\n\n')}\n`
}

/** The report as the file RESULTS.md. */
export function markdownReport(jobs: readonly Job[], report: Report): string {
  const sections = jobs.map(
    job => `## ${job.name}\n\n${job.claim}. ${drawsText(job)}.\n\n${markdownTable(job, report.measurements)}`,
  )
  return `${[
    '# Results of the benchmark',
    `Written by \`pnpm bench --write\`; what is measured, and how, is in the README beside it. ${circumstances(report)}`,
    ...sections,
  ].join('\n\n')}\n`
}

function title(job: Job): string {
  return `${job.name}: ${job.claim}`
}

function drawsText({ draws, warmUps }: Job): string {
  return `${draws} draws after ${warmUps} runs of warm-up`
}

function circumstances({ machine, loadBefore, loadAfter, peakMegabytes }: Report): string {
  const { processor, cores, memoryGigabytes, system, node, date } = machine
  return (
    `Measured on ${date} with Node ${node} on ${processor} (${cores} cores, ${memoryGigabytes} GB, ${system}), ` +
    `load average ${loadBefore} before and ${loadAfter} after; ` +
    `most memory held during the whole run, inputs included: ${peakMegabytes} MB.`
  )
}
