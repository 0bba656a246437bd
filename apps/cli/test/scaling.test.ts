import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRng } from '@polylog/core'
import { beforeAll, expect, it } from 'vitest'
import { polylog, polylogHere, temporaryFolder } from './polylog-process.js'

const folder = temporaryFolder()
const at = (name: string) => join(folder, name)

beforeAll(() => {
  const rng = createRng(2)
  const lines = Array.from({ length: 10 }, (_, i) => 256 * 2 ** i).flatMap(size =>
    Array.from({ length: 5 }, (_, run) => {
      const loss = (0.05 + (60 / size) ** 0.68) * (1 + 0.01 * rng.normal())
      return `${run},${size},${loss}`
    }),
  )
  writeFileSync(at('losses.csv'), ['seed,rows,mse', ...lines, ''].join('\n'))
  writeFileSync(at('few.csv'), 'rows,mse\n1,3\n2,2\n3,1\n')
  writeFileSync(
    at('stretched.csv'),
    [
      'rows,mse',
      ...Array.from({ length: 12 }, (_, i) => 16 * 1.5 ** i).flatMap(size =>
        [1, 2, 3, 4].map(
          () => `${size},${(0.01 + 2 * Math.exp(-0.4 * Math.sqrt(size))) * (1 + 0.01 * rng.normal())}`,
        ),
      ),
      '64,',
    ].join('\n'),
  )
  writeFileSync(at('words.csv'), 'rows,mse\na,3\nb,2\n')
})

const COLUMNS = ['--size-column', 'rows', '--loss-column', 'mse']

it('names the law, its parameters with intervals, and what compression makes of it', async () => {
  const { code, stdout } = await polylog([
    'scaling',
    at('losses.csv'),
    ...COLUMNS,
    '--compress-to',
    'd^0.5',
    '--json',
  ])
  expect(code).toBe(0)
  const { runs, sizes, fits, rivals, compressed } = JSON.parse(stdout)
  expect({ runs, sizes, rivals }).toEqual({ runs: 50, sizes: 10, rivals: [] })
  const [{ law, intervals }] = fits
  expect(law.kind).toBe('power with floor')
  expect(law.exponent).toBeCloseTo(0.68, 1)
  expect(intervals.exponent.low).toBeLessThan(law.exponent)
  expect(compressed.exponent).toBeCloseTo(2 * law.exponent, 12)
})

it('tells the next best law in powers of the logarithm, where the best has none, and can leave rows out', async () => {
  const { code, stdout } = await polylogHere([
    ...['scaling', at('stretched.csv'), '--compress-to', 'log^2', '--nulls', 'drop'],
  ])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^mse by rows: 48 runs of 12 sizes/)
  expect(stdout).toMatch(
    /d', of the power with floor law, since a stretched exponential has no such form.*: [\d.e-]+ \+/,
  )
})

it('draws the losses and the laws', async () => {
  const { code, stdout, stderr } = await polylogHere(['scaling', at('losses.csv'), ...COLUMNS, '--plot'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/50 runs of 10 sizes/)
  expect(stdout).toMatch(/The power with floor law is told from the others/)
  expect(stderr).toContain(at('losses.scaling.svg'))
  const svg = readFileSync(at('losses.scaling.svg'), 'utf8')
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/)
  expect(svg).toContain('stretched exponential')
})

it.each([
  [['few.csv'], 3, /There are only 3 different sizes.*4 sizes or more/],
  [['stretched.csv'], 3, /has NULLs: 1 in "mse"\. Leave such rows out with --nulls drop/],
  [['words.csv'], 2, /too few numeric columns: mse/],
  [['losses.csv', '--size-column', 'row'], 2, /--size-column is 'row'.*seed, rows, mse/],
  [['losses.csv', '--compress-to', 'half'], 2, /--compress-to is 'half'.*d\^0\.5.*log\^2/],
  [['losses.csv', '--dim', '0'], 2, /--dim/],
])('refuses %j', async ([name, ...options], code, message) => {
  const refused = await polylogHere(['scaling', at(name), ...options])
  expect(refused.stderr.replaceAll('\n', ' ')).toMatch(message)
  expect(refused.code).toBe(code)
})
