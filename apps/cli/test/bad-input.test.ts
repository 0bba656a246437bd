import { chmodSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { cp, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { tableFromArrays, tableToIPC } from 'apache-arrow'
import { beforeAll, describe, expect, it } from 'vitest'
import { COMMAND, filesIn, polylog, polylogHere, shell, temporaryFolder } from './polylog-process.js'
import { npyFile, writeNumbers, writeSample } from './sample-tables.js'

const folder = temporaryFolder()
const at = (name: string) => join(folder, name)

/** The one line that is said, and the exit code, of a run that fails; nothing else is left or printed. */
async function failure(...args: string[]): Promise<readonly [code: number | null, line: string]> {
  const { code, stdout, stderr } = await polylogHere(['compress', ...args])
  expect(stdout).toBe('')
  expect(stderr).toMatch(/^polylog: [^\n]+\n$/)
  return [code, stderr.trim()]
}

beforeAll(async () => {
  process.chdir(folder)
  writeNumbers(at('good.csv'), 60)
  symlinkSync('good.csv', at('link.csv'))
  await writeSample(at('sample.parquet'), 50, 'FORMAT parquet')
})

describe('a bad option stops with exit code 2 and says what would do', () => {
  it.each([
    ['no size', ['good.csv'], /None of --size, --ratio and --tolerance is given.*--size 1000/],
    ['two sizes', ['good.csv', '--size', '5', '--ratio', '0.1'], /--size and --ratio are given together/],
    ['size 0', ['good.csv', '--size', '0'], /--size is 0.*integer of 1 or more/],
    ['ratio 2', ['good.csv', '--ratio', '2'], /--ratio is 2/],
    ['bad order', ['good.csv', '--size', '5', '--order', 'x'], /--order is x.*'auto'/],
    ['order too high', ['good.csv', '--size', '5', '--order', '4'], /15.*order 1|order 1.*15/],
    ['unknown backend', ['good.csv', '--size', '5', '--backend', 'cuda'], /--backend is 'cuda'.*gpujs/],
    ['unknown option', ['good.csv', '--sise', '5'], /Unknown option '--sise'.*--size/],
    ['missing column', ['good.csv', '--size', '5', '-c', 'x,z'], /names 'z'.*x \(DOUBLE\), y \(DOUBLE\)/],
    ['bad expression', ['good.csv', '--size', '5', '-c', 'x,z=foo+1'], /"foo" not found/],
    ['aggregate', ['good.csv', '--size', '5', '-c', 'z=sum(x)'], /sums up many rows/],
    ['more rows', ['good.csv', '--size', '5', '-c', 'z=unnest([x,y])'], /120 rows of 60/],
    ['random values', ['good.csv', '--size', '5', '-c', 'x,z=x+random()'], /'z=x\+random\(\)'.*random\(\)/],
    ['the time of day', ['good.csv', '--size', '5', '-c', 'z=x+epoch(now())'], /now\(\)/],
    ['today', ['good.csv', '--size', '5', '-c', 'z=x+year(current_date)'], /current_date/],
    ['a window', ['good.csv', '--size', '5', '-c', 'z=lag(x) OVER (ORDER BY y)'], /window function lag/],
    ['a subquery', ['good.csv', '--size', '5', '-c', 'z=x-(SELECT 1)'], /a subquery/],
    ['a bad delimiter', ['good.csv', '--size', '5', '--delimiter', ';;'], /--delimiter is ';;'/],
    ['a bad decimal', ['good.csv', '--size', '5', '--decimal', 'x'], /--decimal is 'x'/],
    ['a quote in a name', ['good.csv', '--size', '5', '-c', "it's"], /double quotes, as "it's"/],
    ['an unnamed expression', ['good.csv', '--size', '5', '-c', 'round(x,2)'], /name=round\(x,2\)/],
    ['a seed out of range', ['good.csv', '--size', '5', '--seed', '1e10'], /--seed is 1e10.*4294967295/],
    ['unbalanced list', ['good.csv', '--size', '5', '-c', 'z=f(x'], /Close every bracket/],
    ['unknown extension', ['good.csv', '--size', '5', '--out', 'r.xyz'], /r\.xyz.*--out-format/],
    ['a folder as output', ['good.csv', '--size', '5', '--out', '.', '--out-format', 'csv'], /folder/],
    ['the input as output', ['good.csv', '--size', '5', '--out', './good.csv'], /same file as the input/],
    [
      'a link to the input as output',
      ['good.csv', '--size', '5', '--out', 'link.csv'],
      /link\.csv.*same file as the input file 'good\.csv'/,
    ],
    ['the input as report', ['good.csv', '--size', '5', '--report', 'good.csv'], /--report.*the input/],
    [
      'the output as report',
      ['good.csv', '--size', '5', '--out', 'r.csv', '--report', './r.csv'],
      /--report.*--out/,
    ],
    ['an empty input name', ['', '--size', '5'], /the input file is empty/],
    ['an empty output name', ['good.csv', '--size', '5', '--out', ''], /--out is empty/],
    ['an empty report name', ['good.csv', '--size', '5', '--report', ''], /--report is empty/],
    ['a taken name', ['good.csv', '--size', '5', '--weight-name', 'X'], /--weight-name/],
  ])('%s', async (_, args, message) => {
    const [code, line] = await failure(...args)
    expect(line).toMatch(message)
    expect(code).toBe(2)
  })
})

describe('bad data stop with exit code 3, and name the place and the remedy', () => {
  it('a missing file, an empty one, a folder', async () => {
    writeFileSync(at('empty.csv'), '')
    writeFileSync(at('header.csv'), 'x,y\n')
    expect(await failure('nope.csv', '--size', '5')).toEqual([
      3,
      expect.stringMatching(/nope\.csv does not exist/),
    ])
    expect(await failure('empty.csv', '--size', '5')).toEqual([3, expect.stringMatching(/empty/)])
    expect(await failure('header.csv', '--size', '5')).toEqual([
      3,
      expect.stringMatching(/no rows|no numeric column/),
    ])
    expect(await failure('.', '--size', '5')).toEqual([3, expect.stringMatching(/folder/)])
  })

  it.skipIf(process.getuid?.() === 0)('a file without permission', async () => {
    writeNumbers(at('secret.csv'), 5)
    chmodSync(at('secret.csv'), 0)
    expect(await failure('secret.csv', '--size', '5')).toEqual([
      3,
      expect.stringMatching(/permission is denied/),
    ])
  })

  it('NaN and infinity, with row and column', async () => {
    writeNumbers(at('nan.csv'), 30, ['1,nan', '2,3'])
    writeNumbers(at('inf.csv'), 3, ['-inf,1'])
    expect(await failure('nan.csv', '--size', '5')).toEqual([
      3,
      expect.stringMatching(/Row 31, column "y" is NaN/),
    ])
    expect(await failure('inf.csv', '--size', '5')).toEqual([
      3,
      expect.stringMatching(/Row 4, column "x" is -Infinity/),
    ])
  })

  it('drops NaN and infinity with NULLs, and counts them', async () => {
    writeNumbers(at('mixed.csv'), 30, ['1,nan', '-inf,3', '4,', '5,6'])
    const args = ['compress', at('mixed.csv'), '--size', '50', '--nulls', 'drop', '--json']
    const { stdout } = await polylogHere([...args, '--seed', '-7', '--out', at('mixed.npy')])
    const { input, output } = JSON.parse(stdout)
    expect([input.rows, input.rowsDropped, output.rows]).toEqual([34, 3, 31])
  })

  it('an expression that fails is named, and TRY is a remedy', async () => {
    const failing = await failure('good.csv', '--size', '5', '-c', 'y,z=ln(x)')
    expect(failing).toEqual([3, expect.stringMatching(/'z=ln\(x\)' fails.*logarithm.*TRY\(/)])
    const args = ['compress', 'good.csv', '--size', '50', '-c', 'y,z=TRY(ln(x))', '--nulls', 'drop']
    expect(await polylogHere([...args, '--out', at('try.npy'), '-q'])).toMatchObject({ code: 0, stderr: '' })
  })

  it('NULLs are counted by column, and dropped on demand', async () => {
    writeNumbers(at('nulls.csv'), 30, ['1,', ',', '2,3'])
    expect(await failure('nulls.csv', '--size', '50')).toEqual([
      3,
      expect.stringMatching(/1 in "x", 2 in "y".*--nulls drop/),
    ])
    const dropped = await polylogHere([
      'compress',
      at('nulls.csv'),
      '--size',
      '50',
      '--nulls',
      'drop',
      '--out',
      '-',
    ])
    const lines = dropped.stdout.trim().split('\n')
    expect(lines).toHaveLength(32)
    expect(lines[31]).toBe('2,3,1.0')
  })

  it('text and dates where numbers are needed', async () => {
    expect(await failure('sample.parquet', '--size', '5', '-c', 'x,name')).toEqual([
      3,
      expect.stringMatching(/"name" is of the type VARCHAR.*--keep name/),
    ])
    expect(await failure('sample.parquet', '--size', '5', '-c', 'x,moment')).toEqual([
      3,
      expect.stringMatching(/"moment" is of the type TIMESTAMP.*epoch\(moment\)/),
    ])
    writeFileSync(at('late.csv'), `x,y\n${'1,2\n'.repeat(25_000)}oops,3\n`)
    expect(await failure('late.csv', '--size', '5')).toEqual([
      3,
      expect.stringMatching(/line 25002, column "x" is 'oops'/),
    ])
  })

  it('a header and rows of different lengths, and ragged rows', async () => {
    writeFileSync(at('short.csv'), `x,y\n${'1,2,3\n'.repeat(30)}`)
    writeFileSync(at('ragged.csv'), `x,y\n${'1,2\n'.repeat(30_000)}1,2,3\n`)
    expect(await failure('short.csv', '--size', '5')).toEqual([
      3,
      expect.stringMatching(/line 2 has 3 fields, but line 1 has 2 fields/),
    ])
    expect(await failure('ragged.csv', '--size', '5')).toEqual([3, expect.stringMatching(/line 30002/)])
  })

  it('decimal commas are pointed out, and read on demand', async () => {
    writeFileSync(
      at('comma.csv'),
      `x;y\n${Array.from({ length: 40 }, (_, i) => `${i},5;${i % 7},25`).join('\n')}\n`,
    )
    expect(await failure('comma.csv', '--size', '5')).toEqual([
      3,
      expect.stringMatching(/semicolons.*--decimal ,/),
    ])
    expect(await failure('comma.csv', '--size', '5', '--delimiter', ';')).toEqual([
      3,
      expect.stringMatching(/x \(VARCHAR: row 1 is '0,5': add --decimal ,/),
    ])
    const args = ['compress', at('comma.csv'), '--size', '50', '--decimal', ',', '--out', '-']
    const { stdout } = await polylogHere(args)
    expect(stdout.split('\n').slice(0, 3)).toEqual(['x,y,weight', '0.5,0.25,1.0', '1.5,1.25,1.0'])
  })

  it('negative weights, and no weight at all', async () => {
    writeFileSync(at('negative.csv'), 'x,w\n1,1\n2,-1\n')
    writeFileSync(at('zero.csv'), 'x,w\n1,0\n2,0\n')
    expect(await failure('negative.csv', '--size', '5', '--weight', 'w')).toEqual([
      3,
      expect.stringMatching(/Row 2, column "w" is -1/),
    ])
    expect(await failure('zero.csv', '--size', '5', '--weight', 'w')).toEqual([
      3,
      expect.stringMatching(/zero/),
    ])
  })

  it('truncated and foreign files of every binary format', async () => {
    const parquet = readFileSync(at('sample.parquet'))
    writeFileSync(at('cut.parquet'), parquet.subarray(0, parquet.length - 100))
    const arrow = tableToIPC(tableFromArrays({ x: Float64Array.of(1, 2, 3) }), 'file')
    const stream = tableToIPC(tableFromArrays({ x: Float64Array.of(1, 2, 3) }), 'stream')
    writeFileSync(at('cut.arrow'), arrow.subarray(0, arrow.length - 9))
    writeFileSync(at('cut.arrows'), stream.subarray(0, stream.length - 24))
    const npy = npyFile({ descr: '<f8', shape: [9, 2], data: new Uint8Array(8 * 17) })
    writeFileSync(at('cut.npy'), npy)
    writeFileSync(at('complex.npy'), npyFile({ descr: '<c16', shape: [1, 1], data: new Uint8Array(16) }))
    const lines = await Promise.all(
      ['cut.parquet', 'cut.arrow', 'cut.arrows', 'cut.npy', 'complex.npy'].map(name =>
        failure(name, '--size', '2'),
      ),
    )
    expect(lines.map(([code]) => code)).toEqual([3, 3, 3, 3, 3])
    expect(lines[3][1]).toMatch(/truncated: it holds \d+ of the \d+ bytes/)
    expect(lines[4][1]).toMatch(/<c16.*astype/)
  })

  it('broken JSON lines, and standard input without a byte', async () => {
    writeFileSync(at('broken.jsonl'), '{"x":1,"y":2}\n{"x":\n')
    expect(await failure('broken.jsonl', '--size', '5')).toEqual([3, expect.stringMatching(/Malformed JSON/)])
    const piped = await polylog(['compress', '-', '--size', '3', '--out', '-'], { input: '' })
    expect(piped).toMatchObject({ code: 3, stdout: '', stderr: expect.stringMatching(/empty/) })
  })
})

describe('what is not there', () => {
  it('a backend that is not installed is refused with the command that installs it', async () => {
    const bare = at('bare')
    const modules = join(bare, 'node_modules')
    const home = dirname(dirname(COMMAND))
    await mkdir(modules, { recursive: true })
    await cp(join(home, 'dist'), join(bare, 'dist'), { recursive: true })
    writeFileSync(join(bare, 'package.json'), '{"type":"module"}')
    for (const name of [
      'commander',
      '@polylog/core',
      '@polylog/compress',
      '@polylog/dataset',
      '@polylog/backend-cpu',
      '@duckdb/node-api',
      'cli-table3',
      'cli-progress',
      'ml-matrix',
    ]) {
      await mkdir(dirname(join(modules, name)), { recursive: true })
      symlinkSync(join(home, 'node_modules', name), join(modules, name))
    }
    const result = await shell(
      `"${process.execPath}" bare/dist/polylog.js compress good.csv --size 5 --backend gpujs`,
      {
        cwd: folder,
      },
    )
    expect(result.stderr).toMatch(/npm install @polylog\/backend-gpujs gpu\.js/)
    expect(result.code).toBe(4)
  })
})

it('the input is as it was after all attempts to overwrite it', () => {
  expect(readFileSync(at('good.csv'), 'utf8')).toMatch(/^x,y\n(.*\n){60}$/)
})

it('shows a stack trace only when asked to', async () => {
  const plain = await polylog(['compress', 'nope.csv', '--size', '5'])
  const debug = await polylog(['compress', 'nope.csv', '--size', '5'], { env: { POLYLOG_DEBUG: '1' } })
  expect(plain.stderr).not.toContain('at ')
  expect(debug.stderr).toContain('    at ')
})

it('leaves nothing behind after all of this', () => {
  expect(filesIn(folder).filter(name => name.includes('.tmp') || name.includes('coreset'))).toEqual([])
})
