import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const OUT = `${ROOT}out/`

it('the quickstart turns three million flights into a thousand with the same regression', () => {
  const started = Date.now()
  const run = spawnSync(process.execPath, ['apps/cli/quickstart.mjs'], { cwd: ROOT, encoding: 'utf8' })
  expect(run.stderr).toBe('')
  expect(run.status).toBe(0)
  expect(run.stdout).toContain('3,000,000 flights  ->  1,000 weighted flights')
  const megabytes = Number(/([\d,]+) MB at most/.exec(run.stdout)?.[1])
  expect(megabytes).toBeLessThan(1500)
  for (const term of ['intercept', 'distance', 'hour']) {
    const [all, weighted, random] = new RegExp(`^ +${term}${' +(-?[.0-9]+)'.repeat(3)}$`, 'm')
      .exec(run.stdout)!
      .slice(1)
    expect(weighted).toBe(all)
    expect(random).not.toBe(all)
  }
  const report = readFileSync(`${OUT}flights.report.html`, 'utf8')
  expect(report).toContain('3,000,000 rows as 1,000')
  expect(report).not.toMatch(/(src|href)="https?:/)
  expect(statSync(`${OUT}flights.coreset.parquet`).mtimeMs).toBeGreaterThan(started)
}, 300_000)
