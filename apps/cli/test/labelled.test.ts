import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DATA, polylog, polylogHere, temporaryFolder } from './polylog-process.js'
import { readRows } from './sample-tables.js'

const folder = temporaryFolder()
const at = (name: string) => join(folder, name)
const WEATHER = join(DATA, 'seattle-weather.csv')
const PENGUINS = join(DATA, 'penguins.json')
const INPUTS = 'month=month(date),precipitation,wind,temp_min'

async function figures(...args: string[]) {
  const { code, stdout, stderr } = await polylogHere([...args, '--json'])
  expect(stderr).toBe('')
  expect(code).toBe(0)
  return JSON.parse(stdout)
}

describe('polylog compress --target, as a process on real files', () => {
  it('makes least squares exact, which verify --train sees', async () => {
    const out = at('temperature.csv')
    const compressed = await polylog(
      [
        'compress',
        WEATHER,
        '--size',
        '120',
        '--columns',
        INPUTS,
        '--target',
        'temp_max',
        '--least-squares',
        '2',
        '--out',
        out,
      ],
      { cwd: folder },
    )
    expect(compressed.code).toBe(0)
    expect(compressed.stdout).toMatch(/target +temp_max, for the loss squared/)
    expect(compressed.stdout).toMatch(/exact +least squares of degree 2/)
    const rows = await readRows(out)
    expect(Object.keys(rows[0])).toEqual(['month', 'precipitation', 'wind', 'temp_min', 'temp_max', 'weight'])
    expect(rows.reduce((sum, row) => sum + Number(row.weight), 0)).toBeCloseTo(1461, 6)

    const verified = await polylog(
      [
        'verify',
        WEATHER,
        out,
        '--train',
        '--columns',
        INPUTS,
        '--target',
        'temp_max',
        '--max-excess',
        '1e-9',
      ],
      { cwd: folder },
    )
    expect(verified.code).toBe(0)
    expect(verified.stdout).toMatch(
      /temp_max ~ least squares of degree 2 \(15 terms\), tried on all 1,461 rows/,
    )
    expect(verified.stdout).toMatch(/weighted rows .* 0 %/)
  })

  it('keeps classes apart, and a classifier does nearly as well as on all rows', async () => {
    const out = at('classes.parquet')
    const { certificate, output } = await figures(
      ...[
        'compress',
        WEATHER,
        '--size',
        '150',
        '--columns',
        INPUTS,
        '--target',
        'weather',
        '--keep',
        'date',
        '--out',
        out,
      ],
    )
    expect(certificate.strata.map(({ name }: { name: string }) => name)).toEqual(
      ['drizzle', 'fog', 'rain', 'snow', 'sun'].map(name => `weather=${name}`),
    )
    expect(output.rows).toBeLessThanOrEqual(150)
    const { training, excess } = await figures(
      ...['verify', WEATHER, out, '--train', '--columns', INPUTS, '--target', 'weather', '--degree', '1'],
    )
    expect(excess).toBeLessThan(0.2)
    expect(training.random.loss / training.full.loss - 1).toBeGreaterThan(2 * excess)
  })

  it('makes groups by columns of texts, of equal sizes if asked', async () => {
    const out = at('groups.csv')
    const args = [
      'compress',
      PENGUINS,
      '--size',
      '60',
      '--target',
      'Body Mass (g)',
      '--by',
      'Island',
      '--nulls',
      'drop',
    ]
    const { certificate } = await figures(...args, '--allocation', 'equal', '--out', out)
    expect(certificate.strata.map(({ name }: { name: string }) => name)).toEqual([
      'Island=Biscoe',
      'Island=Dream',
      'Island=Torgersen',
    ])
    expect(certificate.strata.every(({ outputSize }: { outputSize: number }) => outputSize <= 20)).toBe(true)
  })

  it('projects labels: new numbers in place of the target, shares in place of classes', async () => {
    const numbers = at('projected.csv')
    await figures(
      'compress',
      WEATHER,
      '--size',
      '200',
      '--columns',
      INPUTS,
      '--target',
      'temp_max',
      '--labels',
      'projected',
      '--out',
      numbers,
    )
    expect(Object.keys((await readRows(numbers))[0])).toContain('temp_max')
    const shares = at('shares.parquet')
    const { output } = await figures(
      'compress',
      WEATHER,
      '--size',
      '200',
      '--columns',
      'wind,temp_min',
      '--target',
      'weather',
      '--labels',
      'projected',
      '--out',
      shares,
    )
    expect(output.labels).toContain('weather=sun')
    const [row] = await readRows(shares)
    const total = output.labels.reduce((sum: number, name: string) => sum + Number(row[name]), 0)
    expect(total).toBeCloseTo(1, 9)
    const { excess } = await figures(
      'verify',
      WEATHER,
      shares,
      '--train',
      '--columns',
      'wind,temp_min',
      '--target',
      'weather',
      '--degree',
      '1',
    )
    expect(excess).toBeLessThan(0.05)
  })

  it('takes texts as inputs, input weights, and a target that is computed', async () => {
    const out = at('computed.csv')
    const { certificate, input } = await figures(
      ...[
        'compress',
        WEATHER,
        '--size',
        '100',
        '--columns',
        'wind,temp_min,weather',
        '--weight',
        'precipitation',
      ],
      ...['--target', 'hot=temp_max>20', '--weight-name', 'w', '--out', out],
    )
    expect(input).toMatchObject({ columns: ['wind', 'temp_min', 'weather'], target: 'hot' })
    expect(certificate.loss).toBe('cross-entropy')
    const rows = await readRows(out)
    expect(new Set(rows.map(row => row.hot))).toEqual(new Set([true, false]))
    expect(rows.every(row => Number(row.w) > 0)).toBe(true)
  })
})

describe('tables of all sorts', () => {
  it('of texts alone, and with decimal commas', async () => {
    const rows = Array.from({ length: 90 }, (_, i) => `${'abc'[i % 3]};${i % 4 === 0 ? 'no' : 'yes'};${i},5`)
    writeFileSync(at('texts.csv'), `letter;answer;z\n${rows.join('\n')}\n`)
    const decimal = ['--decimal', ',']
    const out = at('texts.out.csv')
    const { certificate } = await figures(
      'compress',
      at('texts.csv'),
      ...decimal,
      '--size',
      '10',
      '--columns',
      'letter',
      '--target',
      'answer',
      '--out',
      out,
    )
    expect(certificate.outputSize).toBeLessThanOrEqual(10)
    const { excess } = await figures(
      'verify',
      at('texts.csv'),
      out,
      ...decimal,
      '--train',
      '--columns',
      'letter',
      '--target',
      'answer',
      '--degree',
      '1',
    )
    expect(excess).toBeLessThan(1e-9)
    const numbers = at('numbers.out.csv')
    await figures(
      'compress',
      at('texts.csv'),
      ...decimal,
      '--size',
      '20',
      '--columns',
      'letter',
      '--target',
      'z',
      '--least-squares',
      '1',
      '--out',
      numbers,
    )
    const { training } = await figures(
      'verify',
      at('texts.csv'),
      numbers,
      ...decimal,
      '--train',
      '--columns',
      'letter',
      '--target',
      'z',
      '--degree',
      '1',
    )
    expect(training.coreset.loss / training.full.loss).toBeCloseTo(1, 9)
  })

  it('that are not named are no inputs of verify --train either; the baseline knows the classes’ shares', async () => {
    const line = Array.from(
      { length: 400 },
      (_, i) => `${Math.sin(i)},${['p', 'q', 'r'][i % 3]},${Math.sin(3 * i) > 0.8 ? 'rare' : 'usual'}`,
    )
    writeFileSync(at('beside.csv'), `x,kind,y\n${line.join('\n')}\n`)
    const out = at('beside.out.csv')
    await figures(
      'compress',
      at('beside.csv'),
      '--size',
      '40',
      '--target',
      'y',
      '--keep',
      'kind',
      '--out',
      out,
    )
    const { columns, training } = await figures('verify', at('beside.csv'), out, '--train', '--target', 'y')
    expect(columns).toEqual(['x'])
    const share = line.filter(text => text.endsWith('rare')).length / 400
    const entropy = -share * Math.log(share) - (1 - share) * Math.log(1 - share)
    expect(training.baseline).toBeCloseTo(entropy, 12)
  })

  it('whose labels are told without any error are no reason for an error', async () => {
    const line = Array.from({ length: 60 }, (_, i) => `${i},${3 * i}`)
    writeFileSync(at('line.csv'), `x,y\n${line.join('\n')}\n`)
    await figures('compress', at('line.csv'), '--size', '10', '--target', 'y', '--out', at('line.few.csv'))
    const args = [
      'verify',
      at('line.csv'),
      at('line.few.csv'),
      '--train',
      '--target',
      'y',
      '--max-excess',
      '1e-3',
    ]
    expect((await figures(...args)).excess).toBeLessThan(1e-3)
  })
})
