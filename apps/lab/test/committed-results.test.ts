import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { redrawStudy } from '../src/running/run-study.js'
import { STUDIES } from '../src/studies/all-studies.js'

const RESULTS = fileURLToPath(new URL('../results/', import.meta.url))

const PRESETS = ['quick', 'full'] as const

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylog-lab-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const committed = PRESETS.flatMap(preset =>
  STUDIES.filter(({ name }) => existsSync(join(RESULTS, preset, `${name}.csv`))).map(study => ({
    name: study.name,
    preset,
    study,
  })),
)

it.each(committed)('the page of $name, $preset, is what its table says', ({ name, preset, study }) => {
  copyFileSync(join(RESULTS, preset, `${name}.csv`), join(folder, `${name}.csv`))
  redrawStudy(study, preset, folder)
  const drawn = readdirSync(folder).filter(file => file.startsWith(name) && !file.endsWith('.csv'))
  expect(drawn.length).toBeGreaterThan(1)
  for (const file of drawn) {
    expect(readFileSync(join(folder, file), 'utf8')).toBe(readFileSync(join(RESULTS, preset, file), 'utf8'))
  }
})

it('all studies have a committed result that is shown in the README', () => {
  const readme = readFileSync(join(RESULTS, '../README.md'), 'utf8')
  for (const { name } of STUDIES) expect(readme).toContain(`(results/quick/${name}.md)`)
  for (const [, path] of readme.matchAll(/\]\((results\/[^)]+)\)/g)) {
    expect(existsSync(join(RESULTS, '..', path)), path).toBe(true)
  }
})
