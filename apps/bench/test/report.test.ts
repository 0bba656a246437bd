import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Comparison } from '../src/comparison/comparison.js'
import { comparisonTable } from '../src/comparison/comparison-table.js'
import type { Measurement } from '../src/comparison/measurement.js'
import { againstAuthors } from '../src/comparisons/verdicts.js'
import { AUTHORS_HYBRID } from '../src/contestants/authors-hybrid/authors-hybrid.js'
import { markdownReport, type Report, terminalReport } from '../src/reporting/report.js'
import { markdownTable, terminalTable } from '../src/reporting/tables.js'
import { writeResults } from '../src/reporting/write-results.js'

const comparison: Comparison = {
  name: 'cube',
  claim: 'A cube becomes small',
  goal: { size: 10, order: 5 },
  draws: 4,
  warmUps: 2,
  contestants: [],
  asked: { fast: { seconds: 0.15, error: 3e-9 } },
  published: [{ who: 'others', size: 10, order: 5, seconds: 11_428, error: 1.3e-9 }],
  draw: () => {
    throw new Error('A table draws nothing')
  },
}

const winner: Measurement = {
  job: 'cube',
  contestant: 'winner',
  draws: 4,
  seconds: [0.1, 0.1, 0.2, 0.2],
  errors: [1e-9, 1e-9, 1e-9, 1e-9],
  medianSeconds: 0.123456,
  size: 9,
  orders: [4, 5, 7],
  passes: [3],
  error: 1e-9,
  residual: 2e-15,
  peakBytes: 1_234_567,
  overAuthors: 171.5,
  asked: comparison.asked.fast,
  missed: [],
}

const loser: Measurement = { ...winner, contestant: 'loser', medianSeconds: 12, missed: ['seconds'] }

const absent: Measurement = {
  job: 'cube',
  contestant: 'absent',
  notRun: 'the Python package numpy is not installed',
  draws: 0,
  seconds: [],
  errors: [],
  orders: [],
  passes: [],
}

describe('a table', () => {
  const table = comparisonTable(comparison, [winner, loser, absent])

  it('holds who won, who lost, who did not run and why, and what others report', () => {
    const cells = markdownTable(table)
      .split('\n')
      .map(line =>
        line
          .split('|')
          .slice(1, -1)
          .map(cell => cell.trim()),
      )
    expect(cells[2].slice(0, 6)).toEqual(['winner', '0.123', '170 times', '', '1.2 MB', '9'])
    expect(cells[2].slice(6)).toEqual([
      '4-7',
      '3',
      '4',
      '1.0e-9',
      '2.0e-15',
      'seconds <= 0.15 s, error <= 3.0e-9',
    ])
    expect(cells[3].at(-1)).toBe('**missed: seconds <= 0.15 s**, error <= 3.0e-9')
    expect(cells[4].at(-1)).toBe('not run: the Python package numpy is not installed')
    expect(cells[5].slice(0, 2)).toEqual(['others', '11,400'])
  })

  it('is aligned in a terminal, without colours or marks', () => {
    const lines = terminalTable(table).split('\n')
    expect(new Set(lines.map(line => line.length)).size).toBe(1)
    expect(lines.find(line => line.includes('loser'))).toContain('missed: seconds')
    expect(lines.join()).not.toContain('**')
    expect(lines.join()).not.toContain('\u001b')
  })
})

describe("the verdict against the authors' algorithm", () => {
  const authors = { ...winner, contestant: AUTHORS_HYBRID, overAuthors: undefined, asked: undefined }

  it('is met by a row that is fast enough and errs no more', () => {
    expect(againstAuthors([winner, authors], 'winner', 100)).toMatchObject([{ met: true }])
    expect(againstAuthors([winner, authors], 'winner', 200)).toMatchObject([{ met: false }])
  })

  it('is missed where only the speed is reached, on the draws that both did', () => {
    const coarse = { ...winner, errors: [9e-9, 0, 0, 0] }
    expect(againstAuthors([coarse, authors], 'winner', 100)).toMatchObject([{ met: false }])
    expect(againstAuthors([coarse, { ...authors, draws: 1, errors: [1e-8] }], 'winner', 100)).toMatchObject([
      { met: true },
    ])
    expect(againstAuthors([winner], 'winner', 100)).toEqual([])
  })
})

describe('a report', () => {
  const report: Report = {
    machine: {
      processor: 'Abacus',
      cores: 2,
      memoryGigabytes: 8,
      system: 'Linux x64',
      node: 'v20.19.0',
      v8: '11.3',
      polylog: '0.1.0',
      date: '2020-02-02',
    },
    loadBefore: 0.25,
    loadAfter: 1,
    minutes: 3.5,
    sections: [
      {
        job: 'cube',
        claim: 'A cube becomes small',
        findings: {
          notes: ['Four draws.'],
          tables: [comparisonTable(comparison, [winner])],
          charts: [{ name: 'cubes', caption: 'Cubes', svg: '<svg/>' }],
          verdicts: [{ figure: 'cube: seconds', asked: '<= 0.15 s', reached: '0.2 s', met: false }],
          figures: [winner],
        },
      },
    ],
  }

  it('says on what machine, when, how busy it was, and what is missed', () => {
    for (const text of [terminalReport(report), markdownReport(report)]) {
      expect(text).toContain('A cube becomes small')
      expect(text).toContain('2020-02-02')
      expect(text).toContain('Node v20.19.0')
      expect(text).toContain('Abacus (2 cores, 8 GB, Linux x64)')
      expect(text).toContain('load average 0.25 before and 1 after')
      expect(text).toContain('Peers were not asked for')
      expect(text).toMatch(/cube: seconds.*<= 0.15 s.*0.2 s.*no/)
    }
    expect(markdownReport(report)).toContain('![Cubes](cubes.svg)')
  })

  it('is written with its charts beside it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bench-test-'))
    try {
      writeResults(report, join(folder, 'new'))
      expect(readdirSync(join(folder, 'new')).sort()).toEqual(['RESULTS.md', 'cubes.svg'])
      expect(readFileSync(join(folder, 'new', 'cubes.svg'), 'utf8')).toBe('<svg/>')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
