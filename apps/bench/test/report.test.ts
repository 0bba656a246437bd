import { expect, it } from 'vitest'
import type { Job } from '../src/jobs/job.js'
import type { Measurement } from '../src/measure.js'
import { markdownReport, type Report, terminalReport } from '../src/report.js'
import { markdownTable, terminalTable } from '../src/table.js'

const job: Job = {
  name: 'cube',
  claim: 'A cube becomes small',
  goal: { size: 10, order: 'auto' },
  draws: 4,
  warmUps: 2,
  contestants: [],
  asked: { seconds: 0.15, error: 3e-9, momentResidual: 1e-12 },
  published: [{ who: 'others', size: 10, order: 5, seconds: 36.5, error: 1.3e-9 }],
  draw: () => {
    throw new Error('A table draws nothing')
  },
}

const winner: Measurement = {
  job: 'cube',
  contestant: 'winner',
  baseline: false,
  draws: 4,
  medianSeconds: 0.123456,
  minSeconds: 0.00001,
  size: 9,
  orders: [4, 5, 7],
  passes: [3],
  error: 2.345e-9,
  momentResidual: 2e-15,
  asked: job.asked,
  missed: [],
}

const loser: Measurement = { ...winner, contestant: 'loser', medianSeconds: 12, missed: ['seconds', 'error'] }

const baseline: Measurement = {
  job: 'cube',
  contestant: 'baseline',
  baseline: true,
  draws: 4,
  medianSeconds: 1,
  minSeconds: 1,
  size: 10,
  orders: [],
  passes: [],
  error: 0.5,
  asked: job.asked,
}

const elsewhere: Measurement = { ...winner, job: 'sphere', contestant: 'elsewhere' }

const measurements = [winner, loser, baseline, elsewhere]

const report: Report = {
  machine: {
    processor: 'Abacus',
    cores: 2,
    memoryGigabytes: 8,
    system: 'Linux x64',
    node: 'v20.19.0',
    date: '2020-02-02',
  },
  loadBefore: 0.25,
  loadAfter: 1,
  peakMegabytes: 300,
  measurements,
}

it('a table holds what is asked, who won, who lost, the baseline, and what others report', () => {
  expect(markdownTable(job, measurements)).toBe(
    `
|  | median s | min s | d' | order | passes | error | moment residual | figures asked |
| --- | --: | --: | --: | --: | --: | --: | --: | --: |
| asked | <= 0.15 |  | <= 10 | auto |  | <= 3.0e-9 | <= 1.0e-12 |  |
| winner | 0.123 | < 0.001 | 9 | 4-7 | 3 | 2.3e-9 | 2.0e-15 | reached |
| loser | 12 | < 0.001 | 9 | 4-7 | 3 | 2.3e-9 | 2.0e-15 | missed: seconds, error |
| baseline | 1 | 1 | 10 |  |  | 5.0e-1 |  |  |
| others | 36.5 |  | 10 | 5 |  | 1.3e-9 |  |  |
`.trim(),
  )
})

it('a terminal sees the same, aligned and without colours', () => {
  const lines = terminalTable(job, measurements).split('\n')
  expect(new Set(lines.map(line => line.length)).size).toBe(1)
  expect(lines.filter(line => line.includes('│'))).toHaveLength(6)
  expect(lines.find(line => line.includes('loser'))).toContain('missed: seconds, error')
  expect(lines.join()).not.toContain('\u001b')
})

it('both reports say on what machine, when, and how busy it was', () => {
  for (const text of [terminalReport([job], report), markdownReport([job], report)]) {
    expect(text).toContain('A cube becomes small')
    expect(text).toContain('2020-02-02')
    expect(text).toContain('Node v20.19.0')
    expect(text).toContain('Abacus (2 cores, 8 GB, Linux x64)')
    expect(text).toContain('load average 0.25 before and 1 after')
    expect(text).toContain('300 MB')
  }
  expect(markdownReport([job], report)).toContain('4 draws after 2 runs of warm-up')
})
