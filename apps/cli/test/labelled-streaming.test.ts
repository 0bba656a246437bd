import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRng } from '@polylog/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { polylogHere, temporaryFolder } from './polylog-process.js'
import { readRows } from './sample-tables.js'

const folder = temporaryFolder()
const at = (name: string) => join(folder, name)
const ROWS = 40_000
/** Every so manieth row has a NULL in its group, and every other so manieth in its label. */
const HOLES = { group: 1000, label: 1500 }
const KEPT = Array.from({ length: ROWS }, (_, i) => i).filter(
  i => i % HOLES.group !== 3 && i % HOLES.label !== 5,
).length

const SIZE = ['--size', '120']
const STREAMED = ['--memory', '1MB', '--nulls', 'drop']
const EXACT = ['--target', 'y', '--columns', 'a,b', '--least-squares', '1']

beforeAll(() => {
  const rng = createRng(5)
  const lines = Array.from({ length: ROWS }, (_, i) => {
    const [a, b] = [rng.normal(), rng.uniform()]
    const group = i % HOLES.group === 3 ? '' : ['north', 'south', 'west'][rng.integer(3)]
    const y = i % HOLES.label === 5 ? '' : String(a - 2 * b + 0.3 * rng.normal() + (group === 'west' ? 1 : 0))
    return `${i},${a},${b},${group},${y},${rng.uniform() < 0.3}`
  })
  writeFileSync(at('large.csv'), `${['id,a,b,group,y,flag', ...lines].join('\n')}\n`)
})

async function figures(...args: readonly string[]) {
  const { code, stdout, stderr } = await polylogHere([...args, '--json'])
  expect(stderr).toBe('')
  expect(code).toBe(0)
  return JSON.parse(stdout)
}

async function excessOf(coreset: string, ...args: readonly string[]): Promise<number> {
  const found = await figures('verify', at('large.csv'), coreset, '--train', '--nulls', 'drop', ...args)
  return found.excess
}

describe('labelled rows that do not fit into memory', () => {
  it('are streamed, which the result says; a regression stays exact, and rows are those of the table', async () => {
    const out = at('streamed.csv')
    const found = await figures(
      ...['compress', at('large.csv'), ...SIZE, ...STREAMED, ...EXACT, '--keep', 'id', '--out', out],
    )
    expect(found.streamed).toEqual({
      reason: expect.stringMatching(/^more rows than the .* that fit into 1.0 MB of --memory$/),
      resumedAt: 0,
    })
    expect(found.notes).toEqual([expect.stringMatching(/MB of memory were taken, more than --memory/)])
    expect(found.input).toMatchObject({ rows: ROWS, rowsDropped: Math.ceil((ROWS - 5) / HOLES.label) })
    expect(found.output.rows).toBeLessThanOrEqual(120)
    expect(Math.abs(await excessOf(out, '--target', 'y', '--columns', 'a,b', '--degree', '1'))).toBeLessThan(
      1e-9,
    )
    const rows = await readRows(out)
    const originals = await readRows(at('large.csv'))
    for (const row of rows) {
      const original = originals[Number(row.id)]
      expect([row.a, row.b, row.y]).toEqual([original.a, original.b, original.y])
    }
  })

  it('keep their groups of texts, each with its mass', async () => {
    const out = at('groups.parquet')
    const found = await figures(
      ...['compress', at('large.csv'), ...SIZE, ...STREAMED, '--target', 'y', '--columns', 'a,b'],
      ...['--by', 'group', '--order', '1', '--out', out],
    )
    expect(found.streamed).toBeDefined()
    expect(found.input.rowsDropped).toBe(ROWS - KEPT)
    const originals = (await readRows(at('large.csv'))).filter(({ group, y }) => group !== null && y !== null)
    const few = await readRows(out)
    for (const name of ['north', 'south', 'west']) {
      const wanted = originals.filter(({ group }) => group === name)
      const kept = few.filter(({ group }) => group === name)
      const sum = (rows: readonly Record<string, unknown>[], of: (row: Record<string, unknown>) => number) =>
        rows.reduce((total, row) => total + of(row), 0)
      expect(sum(kept, row => Number(row.weight))).toBeCloseTo(wanted.length, 6)
      const moment = (row: Record<string, unknown>) => Number(row.a) * Number(row.y)
      expect(sum(kept, row => Number(row.weight) * moment(row))).toBeCloseTo(sum(wanted, moment), 5)
    }
  })

  it('are a share of the rows that are kept, and classes are told', async () => {
    const out = at('share.parquet')
    const found = await figures(
      ...['compress', at('large.csv'), '--ratio', '0.002', ...STREAMED],
      ...['--target', 'flag', '--columns', 'a,group', '--order', '1', '--out', out],
    )
    expect(found.streamed).toBeDefined()
    expect(found.output.rows).toBeLessThanOrEqual(Math.ceil(0.002 * ROWS))
    expect(found.certificate.strata.map(({ name }: { name: string }) => name)).toEqual([
      'flag=false',
      'flag=true',
    ])
  })

  it('are streamed from Arrow files, too, with projected labels', async () => {
    const [arrow, out] = [at('large.arrow'), at('projected.csv')]
    const { output } = await figures(
      ...['compress', at('large.csv'), '--size', '30000', '--nulls', 'drop', '--order', '1'],
      ...['--target', 'y', '--columns', 'a,b', '--by', 'group', '--out', arrow],
    )
    const found = await figures(
      ...['compress', arrow, '--size', '150', '--memory', '1MB', '--weight', 'weight', '--out', out],
      ...['--target', 'y', '--columns', 'a,b', '--by', 'group', '--labels', 'projected', '--order', '1'],
    )
    expect(found.streamed).toBeDefined()
    expect(found.input.rows).toBe(output.rows)
    const rows = await readRows(out)
    expect(rows.reduce((sum, { weight }) => sum + Number(weight), 0)).toBeCloseTo(KEPT, 5)
    const originals = (await readRows(at('large.csv'))).filter(({ group, y }) => group !== null && y !== null)
    const whole = originals.reduce((sum, { y }) => sum + Number(y), 0)
    expect(rows.reduce((sum, { weight, y }) => sum + Number(weight) * Number(y), 0)).toBeCloseTo(whole, 4)
  })
})
