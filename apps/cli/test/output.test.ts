import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '@polylog/core'
import { describe, expect, it } from 'vitest'
import { writingError } from '../src/output/write-error.js'
import { DATA, filesIn, polylog, polylogHere, shell, temporaryFolder } from './polylog-process.js'
import { readRows, writeNumbers } from './sample-tables.js'

const folder = temporaryFolder()
const at = (name: string) => join(folder, name)
const flights = join(DATA, 'flights-3m.parquet')

describe('a file appears whole or not at all', () => {
  it('replaces an older result, and leaves nothing else', async () => {
    const place = at('replace')
    mkdirSync(place)
    writeNumbers(join(place, 'in.csv'), 100)
    writeFileSync(join(place, 'out.csv'), 'old')
    const result = await polylog(['compress', 'in.csv', '--size', '10', '--out', 'out.csv', '-q'], {
      cwd: place,
    })
    expect(result).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(readFileSync(join(place, 'out.csv'), 'utf8')).toMatch(/^x,y,weight\n/)
    expect(filesIn(place)).toEqual(['in.csv', 'out.csv'])
  })

  it('names its result after the input, and refuses a folder that is not there', async () => {
    const place = at('default')
    mkdirSync(place)
    writeNumbers(join(place, 'in.tsv'), 5)
    writeFileSync(join(place, 'in.tsv'), readFileSync(join(place, 'in.tsv'), 'utf8').replaceAll(',', '\t'))
    expect((await polylog(['compress', 'in.tsv', '--size', '10'], { cwd: place })).code).toBe(0)
    expect(filesIn(place)).toEqual(['in.coreset.tsv', 'in.tsv'])
    const missing = await polylog(['compress', 'in.tsv', '--size', '10', '--out', 'no/r.csv'], { cwd: place })
    expect(missing).toMatchObject({ code: 6, stderr: expect.stringMatching(/folder .*no does not exist/) })
  })

  it.each(['csv', 'parquet', 'arrow', 'npy'])('a full device is an error: %s', async format => {
    writeNumbers(at('full.csv'), 3000)
    const args = ['compress', at('full.csv'), '--size', '3000', '--out', '/dev/full', '--out-format', format]
    const result = await polylogHere(args)
    expect(result).toMatchObject({ code: 6, stdout: '' })
    expect(result.stderr).toMatch(/^polylog: \/dev\/full cannot be written: no space is left[^\n]*\n$/)
  })

  it.each(['csv', 'parquet', 'arrow'])('a file that may not grow so far is an error: %s', async format => {
    const place = at(`limit-${format}`)
    mkdirSync(place)
    writeNumbers(join(place, 'in.csv'), 3000)
    const result = await shell(`ulimit -f 8; polylog compress in.csv --size 3000 --out out.${format}`, {
      cwd: place,
    })
    expect(result).toMatchObject({
      code: 6,
      stdout: '',
      stderr: expect.stringMatching(/larger than is allowed/),
    })
    expect(filesIn(place)).toEqual(['in.csv'])
  })

  it('a folder that takes no file is an error that names the file asked for', () => {
    const said = new InputError('/folder/.r.csv.0a1b.tmp cannot be read', 'Check it', {
      cause: new Error('IO Error: Cannot open file "/folder/.r.csv.0a1b.tmp": Permission denied'),
    })
    const line = 'r.csv cannot be written: permission is denied. Choose another place.'
    expect(writingError(said, 'r.csv')).toMatchObject({ name: 'WriteError', message: line })
    const other = new InputError('r.csv cannot be read', 'Check it', { cause: new Error('Invalid Input') })
    expect(writingError(other, 'r.csv')).toBe(other)
  })

  it('goes down a pipe whose reader leaves early', async () => {
    writeNumbers(at('pipe.csv'), 3000)
    const result = await shell(
      'set -o pipefail; polylog compress pipe.csv --size 3000 --out - | head -n 2; echo $?',
      {
        cwd: folder,
      },
    )
    expect(result.stderr).toBe('')
    expect(result.stdout).toMatch(/^x,y,weight\n[^\n]*,1\.0\n0\n$/)
  })
})

describe('an interrupted run leaves nothing', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s while standard input is read', async (signal, code) => {
    const place = at(signal)
    mkdirSync(place)
    const result = await polylog(['compress', '-', '--size', '5', '--out', 'out.csv'], {
      cwd: place,
      env: { TMPDIR: place },
      input: 'keep open',
      onStart: child => killOnSign(child, place, name => name.startsWith('polylog-'), signal),
    })
    expect(result).toMatchObject({ code, stdout: '' })
    expect(result.stderr).toMatch(/polylog: Interrupted by SIG/)
    expect(filesIn(place)).toEqual([])
  })

  it('SIGINT while a large table is compressed', async () => {
    const place = at('compressing')
    mkdirSync(place)
    const result = await interrupted(
      place,
      name => name.startsWith('polylog-'),
      '--size',
      '5000',
      '--quality',
      'best',
    )
    expect(result).toMatchObject({ code: 130, stdout: '' })
    expect(filesIn(place)).toEqual([])
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s while models are fitted', async (signal, code) => {
    const place = at(`fitting ${signal}`)
    mkdirSync(place)
    const line = Array.from({ length: 20_000 }, (_, i) =>
      [...[1, 2, 3, 4, 5].map(k => Math.sin(k * i + k)), i % 2 ? 'late' : 'early', 1].join(),
    )
    writeFileSync(join(place, 'rows.csv'), `a,b,c,d,e,y,weight\n${line.join('\n')}\n`)
    const inputs = ['--columns', 'a,b,c,d,e', '--target', 'y']
    const train = ['verify', 'rows.csv', 'rows.csv', '--train', ...inputs, '--degree', '6', '--quiet']
    const result = await polylog(train, {
      cwd: place,
      env: { TMPDIR: place },
      onStart: child => setTimeout(() => child.kill(signal), 4000),
    })
    expect(result).toMatchObject({ code, stdout: '' })
    expect(filesIn(place)).toEqual(['rows.csv'])
  })

  it('SIGINT while the result is written', async () => {
    const place = at('writing')
    mkdirSync(place)
    const result = await interrupted(place, name => name.endsWith('.tmp'), '--size', '3000000')
    expect(result).toMatchObject({ code: 130, stdout: '' })
    expect(filesIn(place)).toEqual([])
  })
})

/** Interrupts the compression of three million rows when a file that `isSign` appears in its folder. */
function interrupted(place: string, isSign: (name: string) => boolean, ...options: string[]) {
  return polylog(['compress', flights, '-c', 'delay', '--keep', '*', '--out', 'out.csv', ...options], {
    cwd: place,
    env: { TMPDIR: place },
    onStart: child => killOnSign(child, place, isSign, 'SIGINT'),
  })
}

function killOnSign(
  child: ChildProcess,
  place: string,
  isSign: (name: string) => boolean,
  signal: NodeJS.Signals,
): void {
  const watcher = watch(place, (_, name) => {
    if (!isSign(String(name))) return
    watcher.close()
    child.kill(signal)
  })
}

describe('what is printed', () => {
  it('--json is JSON, with the certificate and the regression', async () => {
    writeNumbers(at('json.csv'), 500)
    const args = [
      'compress',
      at('json.csv'),
      '--size',
      '50',
      '--json',
      '--out',
      at('json.parquet'),
      '--seed',
      '3',
    ]
    const result = await polylogHere(args)
    const figures = JSON.parse(result.stdout)
    expect(figures).toMatchObject({
      command: 'compress',
      input: { rows: 500, rowsDropped: 0, columns: ['x', 'y'], format: 'csv' },
      output: { rows: figures.certificate.outputSize, weight: 'weight', format: 'parquet' },
      certificate: { inputSize: 500, seed: 3 },
      regression: { response: 'x', terms: ['intercept', 'y'] },
    })
    expect(figures.certificate.momentResidual).toBeLessThanOrEqual(1e-12)
    const { allRows, coreset } = figures.regression
    expect(coreset.values[1]).toBeCloseTo(allRows.values[1], 10)
    const rows = await readRows(at('json.parquet'), 'count(*)::INT AS n, sum(weight) AS mass')
    expect(rows[0].n).toBe(figures.output.rows)
    expect(rows[0].mass).toBeCloseTo(500, 9)
  })

  it('columns left out are named, with the value that makes text of numbers', async () => {
    const lines = Array.from({ length: 50 }, (_, i) => `${i},town ${i},${i === 6 ? 'n/a' : i % 9}`)
    writeFileSync(at('left.csv'), `x,city,age\n${lines.join('\n')}\n`)
    const args = ['compress', at('left.csv'), '--size', '20', '--out', at('left.parquet')]
    const left = ['city (VARCHAR)', "age (VARCHAR: row 7 is 'n/a')"]
    expect((await polylogHere(args)).stdout).toContain(
      `${left.join(', ')}; to carry columns along, add --keep`,
    )
    const figures = JSON.parse((await polylogHere([...args, '--json', '--keep', 'city'])).stdout)
    expect(figures.input.leftOut).toEqual(left.slice(1))
  })

  it('a note says that nothing was to be done, or that regressions are not exact', async () => {
    writeNumbers(at('note.csv'), 30)
    const run = async (size: string, ...more: string[]) =>
      (await polylogHere(['compress', at('note.csv'), '--size', size, '--out', at('note.npy'), ...more]))
        .stdout
    const page = at('note.html')
    const whole = await run('30', '--report', page)
    expect(whole).toMatch(/^rows +30\n[\s\S]*all rows kept: nothing to compress/)
    expect(whole).not.toMatch(/cells|moment/)
    expect(readFileSync(page, 'utf8')).toMatch(/all rows kept: nothing to compress/)
    expect(await run('4', '--order', '1')).toMatch(/regressions are not exact/)
    expect(await run('20', '--order', '2')).not.toMatch(/^note/m)
    expect(await run('1', '--order', '0')).toMatch(/\(1 moment\)/)
  })

  it('a file that is standard input is not overwritten', async () => {
    writeNumbers(at('redirected.csv'), 30)
    const result = await shell('polylog compress - --size 5 --out redirected.csv < redirected.csv', {
      cwd: folder,
    })
    expect(result).toMatchObject({ code: 2, stderr: expect.stringMatching(/which standard input reads/) })
    expect(readFileSync(at('redirected.csv'), 'utf8').split('\n')).toHaveLength(32)
  })

  it('a full standard output is an error in one line', async () => {
    const help = await shell('polylog --help > /dev/full')
    expect(help.stderr).toBe(
      'polylog: Standard output cannot be written: no space is left on the disk. Free some, or write elsewhere with --out.\n',
    )
    expect(help.code).toBe(6)
  })

  it('help COMMAND is COMMAND --help', async () => {
    const [asked, flagged] = [
      await polylogHere(['help', 'compress']),
      await polylogHere(['compress', '--help']),
    ]
    expect(asked).toEqual(flagged)
    expect((await polylogHere(['help'])).stdout).toMatch(/^NAME/)
  })

  it('the same seed gives the same bytes', async () => {
    writeNumbers(at('seed.csv'), 400)
    const run = () => polylogHere(['compress', at('seed.csv'), '--size', '30', '--seed', '5', '--out', '-'])
    const [first, second] = [await run(), await run()]
    expect(first.stdout).toBe(second.stdout)
    expect(first.stdout.split('\n').length).toBeLessThanOrEqual(32)
  })

  it('a plan needs no result and leaves none', async () => {
    const place = at('plan')
    mkdirSync(place)
    const result = await polylog(['plan', flights, '--size', '1000', '-c', 'delay,distance', '--json'], {
      cwd: place,
    })
    expect(JSON.parse(result.stdout)).toMatchObject({
      command: 'plan',
      input: { rows: 3_000_000, columns: ['delay', 'distance'] },
      plan: { inputSize: 3_000_000 },
    })
    expect(filesIn(place)).toEqual([])
  })

  it('--help is a manual page that lists the exit codes', async () => {
    const [top, compress] = await Promise.all([polylog(['--help']), polylog(['compress', '--help'])])
    expect(top.code).toBe(0)
    for (const title of ['NAME', 'SYNOPSIS', 'DESCRIPTION', 'OPTIONS', 'EXAMPLES', 'EXIT STATUS']) {
      expect(compress.stdout).toMatch(new RegExp(`^${title}$`, 'm'))
    }
    expect(top.stdout).toContain('130')
    expect(Math.max(...compress.stdout.split('\n').map(line => line.length))).toBeLessThanOrEqual(86)
    expect(existsSync(at('--help'))).toBe(false)
  })
})
