import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DATA, filesIn, polylog, polylogHere, temporaryFolder } from './polylog-process.js'
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

describe('a bad option or value stops, says what would do, and leaves nothing', () => {
  it.each<[string, string[], number, RegExp]>([
    [
      'unknown target',
      ['compress', WEATHER, '--size', '50', '--target', 'z'],
      2,
      /There is no column 'z'.*temp_max \(DOUBLE\)/,
    ],
    [
      'a time as target',
      ['compress', WEATHER, '--size', '50', '--target', 'date'],
      3,
      /"date" .* is of the type DATE.*hour=hour\(date\)/,
    ],
    [
      'target among the columns',
      ['compress', WEATHER, '--size', '50', '--target', 'wind', '-c', 'wind,temp_min'],
      2,
      /--columns names 'wind', which is the target/,
    ],
    [
      'loss without target',
      ['compress', WEATHER, '--size', '50', '--loss', 'huber'],
      2,
      /--loss is given without --target/,
    ],
    [
      'unknown loss',
      ['compress', WEATHER, '--size', '50', '--target', 'wind', '--loss', 'hinge'],
      2,
      /--loss is 'hinge'.*squared/,
    ],
    [
      'a tolerance',
      ['compress', WEATHER, '--tolerance', '1e-3', '--target', 'wind'],
      2,
      /--tolerance is given with --target or --by/,
    ],
    [
      'a report',
      ['compress', WEATHER, '--size', '50', '--target', 'wind', '--report', 'r.html'],
      2,
      /--report .*verify --train/,
    ],
    [
      'a group too small',
      ['compress', WEATHER, '--size', '300', '--by', 'weather', '--allocation', 'equal'],
      3,
      /The group weather=snow has 26 rows, fewer than its share of 60/,
    ],
    [
      'too small for least squares',
      ['compress', WEATHER, '--size', '10', '--target', 'wind', '--least-squares', '2'],
      2,
      /Least squares of degree 2 needs \d+ rows/,
    ],
    [
      'two targets',
      ['compress', WEATHER, '--size', '50', '--target', 'wind,temp_min'],
      2,
      /--target names 'wind' and 'temp_min'/,
    ],
    [
      'labels without target',
      ['compress', WEATHER, '--size', '50', '--by', 'weather', '--labels', 'projected'],
      2,
      /--labels is given without --target/,
    ],
    [
      'a limit that train does not know',
      ['verify', WEATHER, WEATHER, '--train', '--target', 'wind', '--max-moment', '0'],
      2,
      /--max-moment is given with --train/,
    ],
    [
      'a name that is taken',
      ['compress', WEATHER, '--size', '50', '--target', 'wind', '--weight-name', 'Wind'],
      2,
      /Two columns of the output would be called 'Wind'/,
    ],
    [
      'order and least squares',
      ['compress', WEATHER, '--size', '99', '--target', 'wind', '--least-squares', '1', '--order', '3'],
      2,
      /--order is given with --least-squares/,
    ],
    ['train without target', ['verify', WEATHER, WEATHER, '--train'], 2, /--train is given without --target/],
    [
      'excess without train',
      ['verify', WEATHER, WEATHER, '--max-excess', '1'],
      2,
      /--max-excess is given without --train/,
    ],
  ])('%s', async (_, args, code, message) => {
    const before = filesIn(folder)
    const found = await polylogHere([...args, ...(args[0] === 'compress' ? ['--out', at('never.csv')] : [])])
    expect(found.stderr).toMatch(message)
    expect(found.stderr).toMatch(/^polylog: [^\n]+\n$/)
    expect(found.code).toBe(code)
    expect(filesIn(folder)).toEqual(before)
  })

  it('a coreset that trains too badly fails the check', async () => {
    const line = Array.from({ length: 100 }, (_, i) => `${i},${2 * i + (i % 7)}`)
    writeFileSync(at('all.csv'), `x,y\n${line.join('\n')}\n`)
    writeFileSync(at('few.csv'), 'x,y,weight\n0,5,50\n50,0,50\n99,7,3\n')
    const { code, stderr } = await polylogHere([
      ...['verify', at('all.csv'), at('few.csv'), '--target', 'y', '--train', '--degree', '1'],
      ...['--max-excess', '0.5'],
    ])
    expect(stderr).toMatch(/--max-excess 0.5 is exceeded: the coreset's loss is larger by a share of/)
    expect(code).toBe(5)
  })
})
