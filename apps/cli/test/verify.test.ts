import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { polylog, polylogHere, temporaryFolder } from './polylog-process.js'
import { writeNumbers } from './sample-tables.js'

const folder = temporaryFolder()
const at = (name: string) => join(folder, name)

beforeAll(async () => {
  writeNumbers(at('all.csv'), 2000)
  const columns = 'x,y,z=x*y'
  await polylogHere([
    'compress',
    at('all.csv'),
    '--size',
    '200',
    '--order',
    '3',
    '-c',
    columns,
    '--out',
    at('few.parquet'),
  ])
  writeFileSync(at('wrong.csv'), 'x,y,weight\n1,1,1000\n-1,0,1000\n0.5,0.3,7\n')
})

const EXPRESSION = ['--columns', 'x,y,z=x*y']

it('finds moments, masses and slopes the same, and distributions near', async () => {
  const result = await polylogHere([
    'verify',
    at('all.csv'),
    at('few.parquet'),
    ...EXPRESSION,
    '--order',
    '4',
    '--json',
  ])
  expect(result.code).toBe(0)
  const { comparison, sizes } = JSON.parse(result.stdout)
  expect(sizes.original).toBe(2000)
  expect(comparison.worst.mass).toBeLessThan(1e-12)
  expect(Math.max(...comparison.momentDefects.slice(0, 4))).toBeLessThan(1e-12)
  expect(comparison.momentDefects[4]).toBeGreaterThan(1e-9)
  expect(comparison.worst.coefficient).toBeLessThan(1e-10)
  expect(comparison.worst.quantile).toBeLessThan(0.1)
})

it('exits with 5 if a limit is exceeded, and says which', async () => {
  const files = [at('all.csv'), at('wrong.csv')]
  const result = await polylogHere([
    'verify',
    ...files,
    '--max-mass',
    '1e-6',
    '--max-coefficient',
    '1e-6',
    '--max-quantile',
    '1',
  ])
  expect(result.code).toBe(5)
  expect(result.stdout).toMatch(/quantiles/)
  expect(result.stderr).toMatch(/--max-mass 0\.000001 is exceeded: 0?\.?\d+, --max-coefficient/)
  expect(result.stderr).not.toMatch(/--max-quantile/)
})

it('asks for the expression of a computed column, and for a column of weights', async () => {
  const computed = await polylogHere(['verify', at('all.csv'), at('few.parquet')])
  expect(computed).toMatchObject({ code: 2, stderr: expect.stringMatching(/"z".*z=EXPRESSION/) })
  const unweighted = await polylogHere(['verify', at('all.csv'), at('all.csv')])
  expect(unweighted).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/no column 'weight'.*--coreset-weight/),
  })
})

it('compares distributions on request, each column in its standard deviations', async () => {
  const files = [at('all.csv'), at('few.parquet'), ...EXPRESSION]
  const { code, stdout } = await polylogHere([
    'verify',
    ...files,
    '--metrics',
    '--kernel',
    'laplace',
    '--json',
  ])
  expect(code).toBe(0)
  const { metrics } = JSON.parse(stdout)
  expect(metrics.mmd).toMatchObject({ kernel: 'laplace' })
  const random = at('random.csv')
  const lines = readFileSync(at('all.csv'), 'utf8').trim().split('\n')
  const some = lines.slice(1).filter((_, i) => i % 10 === 3)
  const rows = some.map(line => {
    const [x, y] = line.split(',').map(Number)
    return [x, y, x * y, 10].join(',')
  })
  writeFileSync(random, `${['x,y,z,weight', ...rows].join('\n')}\n`)
  const { stdout: ofRandom } = await polylogHere([
    ...['verify', at('all.csv'), random, ...EXPRESSION],
    ...['--metrics', '--kernel', 'laplace', '--json'],
  ])
  expect(metrics.mmd.value).toBeLessThan(JSON.parse(ofRandom).metrics.mmd.value / 2)
  expect(metrics.energyDistance.value).toBeGreaterThan(0)
  expect(metrics.slicedWasserstein.standardError).toBeGreaterThan(0)
  expect(metrics.effectiveSampleSize).toBeLessThanOrEqual(200)
  const text = await polylogHere(['verify', ...files, '--metrics'])
  expect(text.stdout).toMatch(/MMD, gaussian kernel +\S+, width/)
  expect(text.stdout).toMatch(/effective rows +\d+/)
  // A column that does not vary in the original may in the coreset.
  writeFileSync(at('same.csv'), 'x,z\n1,7\n2,7\n3,7\n')
  writeFileSync(at('other.csv'), 'x,z,weight\n1,7,1\n2,9,1\n3,7,1\n')
  const moved = await polylogHere(['verify', at('same.csv'), at('other.csv'), '--metrics', '--json'])
  const { metrics: seen } = JSON.parse(moved.stdout)
  expect(seen.energyDistance.value).toBeGreaterThan(1e-3)
  expect(seen.slicedWasserstein.value).toBeGreaterThan(1e-2)
  const unknown = await polylogHere(['verify', ...files, '--metrics', '--kernel', 'box'])
  const unused = await polylogHere(['verify', ...files, '--kernel', 'box'])
  const without = await polylogHere(['verify', ...files, '--kernel', 'laplace'])
  expect(without).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/--kernel is given without --metrics/),
  })
  for (const refused of [unknown, unused]) {
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(/--kernel.*box.*gaussian/) })
  }
})

it('reads the original from a pipe', async () => {
  const result = await polylog(['verify', '-', at('wrong.csv')], { input: readFileSync(at('all.csv')) })
  expect(result.code).toBe(0)
  expect(result.stdout).toMatch(/2,000 against 3 weighted/)
})
