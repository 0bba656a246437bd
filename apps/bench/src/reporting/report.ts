import type { Section, TableCells, Verdict } from '../jobs/job.js'
import type { Machine } from '../machine.js'
import { markdownTable, terminalTable } from './tables.js'

/** All of a run: what `--json` prints. */
export interface Report {
  readonly machine: Machine
  /** Versions of the peers, as their scripts ask for them; none without `--peers`. */
  readonly peers?: string
  readonly loadBefore: number
  readonly loadAfter: number
  readonly minutes: number
  readonly sections: readonly Section[]
}

/** The report for a terminal: the tables of each job, then what is asked. */
export function terminalReport(report: Report): string {
  const sections = report.sections.map(({ job, claim, findings }) =>
    [`${job}: ${claim}`, ...findings.tables.map(terminalTable), ...findings.notes].join('\n'),
  )
  const verdicts = verdictTable(report)
  return `${[...sections, ...(verdicts ? [terminalTable(verdicts)] : []), circumstances(report)].join('\n\n')}\n`
}

/** The report as the file RESULTS.md; its charts are files beside it. */
export function markdownReport(report: Report): string {
  const verdicts = verdictTable(report)
  const sections = report.sections.flatMap(({ job, claim, findings }) => [
    `## ${job}`,
    [`${claim}.`, ...findings.notes].join(' '),
    ...findings.charts.map(({ name, caption }) => `![${caption}](${name}.svg)`),
    ...findings.tables.map(markdownTable),
  ])
  return `${[
    '# Results of the benchmark',
    `Written by \`pnpm bench\`; what is measured, and how, is in [its README](../apps/bench/README.md). ${circumstances(report)}`,
    ...(verdicts ? ['## What is asked', markdownTable(verdicts)] : []),
    ...sections,
  ].join('\n\n')}\n`
}

function verdictTable({ sections }: Report): TableCells | undefined {
  const verdicts = sections.flatMap(({ findings }) => findings.verdicts)
  if (verdicts.length === 0) return undefined
  return { head: ['figure', 'asked', 'reached', ''], rows: verdicts.map(verdictCells) }
}

function verdictCells({ figure, asked, reached, met }: Verdict): readonly string[] {
  return [figure, asked, reached, met ? 'yes' : '**no**']
}

function circumstances({ machine, peers, loadBefore, loadAfter, minutes }: Report): string {
  const { processor, cores, memoryGigabytes, system, node, v8, polylog, date } = machine
  return (
    `Measured on ${date} with polylog ${polylog}, Node ${node} (V8 ${v8}) on ${processor} ` +
    `(${cores} cores, ${memoryGigabytes} GB, ${system}) in ${minutes} minutes; ` +
    `load average ${loadBefore} before and ${loadAfter} after. ` +
    (peers === undefined ? 'Peers were not asked for: see `--peers`.' : `Peers: ${peers}.`)
  )
}
