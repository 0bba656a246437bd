import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runStudy } from '../src/running/run-study.js'
import { STUDIES } from '../src/studies/all-studies.js'
import type { Row, Study } from '../src/study.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylog-lab-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Three tasks, each of which writes down when it runs. */
function counting(calls: number[], failAt = -1): Study {
  return {
    name: 'counting',
    title: 'Counting',
    tasks: () =>
      [1, 2, 3].map(value => ({
        key: String(value),
        async run(): Promise<readonly Row[]> {
          if (value === failAt) throw new Error('interrupted')
          calls.push(value)
          return [{ value, name: `a "${value}", and more` }]
        },
      })),
    present: rows => ({ figures: { counting: '<svg/>' }, text: `Rows: ${rows.length}` }),
  }
}

const run = (study: Study, preset: 'quick' | 'full' = 'full') =>
  runStudy(study, { preset, folder, onProgress: () => undefined })

describe('a study', () => {
  it('writes a table, a figure and a page, and leaves no journal', async () => {
    await run(counting([]))
    expect(readFileSync(join(folder, 'counting.csv'), 'utf8').split('\n')).toEqual([
      'value,name',
      '1,"a ""1"", and more"',
      '2,"a ""2"", and more"',
      '3,"a ""3"", and more"',
      '',
    ])
    expect(readFileSync(join(folder, 'counting.md'), 'utf8')).toBe(
      '# Counting\n\n![counting](counting.svg)\n\nRows: 3\n',
    )
    expect(readFileSync(join(folder, 'counting.svg'), 'utf8')).toBe('<svg/>')
    expect(existsSync(join(folder, 'counting.journal'))).toBe(false)
  })

  it('that was interrupted goes on where it was, and drops a line that was cut off', async () => {
    const calls: number[] = []
    await expect(run(counting(calls, 3))).rejects.toThrow('interrupted')
    const journal = join(folder, 'counting.journal')
    writeFileSync(journal, `${readFileSync(journal, 'utf8')}{"key":"3","ro`)
    await run(counting(calls))
    expect(calls).toEqual([1, 2, 3])
    expect(readFileSync(join(folder, 'counting.csv'), 'utf8').split('\n')).toHaveLength(5)
  })

  it('of another preset begins anew', async () => {
    const calls: number[] = []
    await expect(run(counting(calls, 3), 'quick')).rejects.toThrow('interrupted')
    await run(counting(calls), 'full')
    expect(calls).toEqual([1, 2, 1, 2, 3])
  })
})

describe('the studies', () => {
  it('have names, and tasks with keys of their own, no fewer in full', () => {
    expect(STUDIES.map(({ name }) => name)).toEqual([
      'fig2',
      'fig3',
      'fig4',
      'fig5',
      'fig7',
      'fig8',
      'deep',
      'optimality',
      'kinks',
      'dimension',
      'free-nodes',
      'structure',
      'realdata',
    ])
    for (const study of STUDIES) {
      const [quick, full] = (['quick', 'full'] as const).map(preset =>
        study.tasks(preset).map(({ key }) => key),
      )
      expect(new Set(full).size).toBe(full.length)
      expect(full.length).toBeGreaterThanOrEqual(quick.length)
      expect(full).not.toEqual(quick)
    }
  })
})
