import { type ChildProcess, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, watch, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { createRng } from '@polylog/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { createScratch } from '../src/output/scratch.js'
import { openDuckDB } from '../src/tables/duckdb-session.js'
import { keepRows } from '../src/tables/duckdb-table.js'
import { COMMAND, filesIn, polylog, polylogHere, temporaryFolder } from './polylog-process.js'
import { npyFile, readRows, writeNumbers } from './sample-tables.js'

const folder = temporaryFolder()
const at = (name: string) => join(folder, name)

/** An array of doubles of three columns; the last may serve as a weight. */
function writeArray(path: string, rows: number, seed = 1): void {
  const rng = createRng(seed)
  const values = Float64Array.from({ length: 3 * rows }, (_, i) =>
    i % 3 === 2 ? rng.integer(4) : rng.normal(),
  )
  writeFileSync(path, npyFile({ descr: '<f8', shape: [rows, 3], data: new Uint8Array(values.buffer) }))
}

beforeAll(() => {
  writeArray(at('large.npy'), 60_000)
})

async function figures(...args: readonly string[]) {
  const { code, stdout, stderr } = await polylogHere(['compress', '--json', '--order', '2', ...args])
  expect(stderr).toBe('')
  expect(code).toBe(0)
  return JSON.parse(stdout)
}

/** What `verify` finds to differ, in the original's own figures. */
async function differences(original: string, coreset: string, ...args: readonly string[]) {
  const { stdout } = await polylogHere(['verify', original, coreset, '--json', '--order', '2', ...args])
  return JSON.parse(stdout).comparison
}

describe('a table that does not fit into memory', () => {
  it('is streamed, and says so and why; its moments, regression and rows are kept', async () => {
    const result = await figures(at('large.npy'), '--size', '60', '--memory', '1MB', '--out', at('s.parquet'))
    expect(result.streamed).toEqual({
      reason: '60,000 rows take about 6.2 MB, more than fits into 1.0 MB of --memory',
      resumedAt: 0,
    })
    expect(result.notes).toEqual([expect.stringMatching(/MB of memory were taken, more than --memory/)])
    expect(result.certificate).toMatchObject({ inputSize: 60_000, order: 2 })
    expect(result.certificate.buffers).toBeGreaterThan(10)
    expect(result.output.rows).toBeLessThanOrEqual(60)
    const { allRows, coreset, randomRows } = result.regression
    expect(coreset.values[1]).toBeCloseTo(allRows.values[1], 10)
    expect(randomRows.values[1]).not.toBeCloseTo(allRows.values[1], 4)
    const { worst } = await differences(at('large.npy'), at('s.parquet'))
    expect(worst.moment).toBeLessThan(1e-12)
    expect(worst.mass).toBeLessThan(1e-12)
  })

  it('is held where it fits', async () => {
    // 200 MB are the program's own, or what is left of an eighth; a row takes 104 bytes.
    for (const [memory, isStreamed] of [
      ['49.9MB', true],
      ['50MB', false],
      ['1GiB', false],
    ] as const) {
      const options = ['--size', '20', '--memory', memory, '--out', at('h.npy')]
      const { streamed } = await figures(at('large.npy'), ...options)
      expect(streamed !== undefined).toBe(isStreamed)
    }
  })

  it('keeps rows as they are, with what is carried along, NULLs left out, weights and expressions', async () => {
    const rng = createRng(3)
    const lines = Array.from({ length: 20_000 }, (_, i) =>
      [i, i % 11 === 0 ? '' : rng.normal(), rng.uniform(), i % 5, `name ${i}`].join(','),
    )
    writeFileSync(at('people.csv'), `id,x,y,w,name\n${lines.join('\n')}\n`)
    const result = await figures(
      at('people.csv'),
      ...['--size', '40', '--columns', 'x,z=x+2*y', '--weight', 'w', '--keep', 'id,name', '--nulls', 'drop'],
      ...['--weight-name', 'c', '--memory', '1MB', '--out', at('people.parquet')],
    )
    expect(result.input).toMatchObject({ rows: 20_000, rowsDropped: 1819 })
    expect(result.certificate.inputSize).toBe(20_000 - 1819)
    const rows = await readRows(at('people.parquet'))
    expect(rows).toHaveLength(result.output.rows)
    for (const { id, x, z, name } of rows) {
      const fields = lines[Number(id)].split(',')
      expect(name).toBe(`name ${id}`)
      expect(x).toBe(Number(fields[1]))
      expect(z).toBe(Number(fields[1]) + 2 * Number(fields[2]))
    }
    const { worst } = await differences(
      at('people.csv'),
      at('people.parquet'),
      ...['--columns', 'x,z=x+2*y', '--weight', 'w', '--coreset-weight', 'c', '--nulls', 'drop'],
    )
    expect(worst.moment).toBeLessThan(1e-12)
    expect(worst.coefficient).toBeLessThan(1e-9)
  })

  it('has a report, of all rows', async () => {
    const page = at('page.html')
    const options = ['--size', '60', '--out', at('r.csv'), '--report', page]
    await figures(at('large.npy'), ...options, '--memory', '1MB')
    const streamed = readFileSync(page, 'utf8')
    expect(streamed).toMatch(/streamed.*60,000 rows take about 6\.2 MB/)
    expect(streamed.match(/<svg/g)).toHaveLength(7)
  })

  it('needs --size or --ratio, and one that fits', async () => {
    const failed = async (...args: readonly string[]) => {
      const run = await polylogHere([
        'compress',
        at('large.npy'),
        '--memory',
        '1MB',
        '--out',
        at('f.csv'),
        ...args,
      ])
      expect(run.stdout).toBe('')
      return [run.code, run.stderr]
    }
    expect(await failed('--tolerance', '0.1')).toEqual([
      2,
      expect.stringMatching(/rows pass by once.*--memory/),
    ])
    expect(await failed('--size', '9000')).toEqual([2, expect.stringMatching(/9,000 rows.*more --memory/)])
    const { code } = await polylogHere([
      'compress',
      at('large.npy'),
      ...['--ratio', '0.001', '--memory', '1MB', '--out', at('f.csv'), '--quiet'],
    ])
    expect(code).toBe(0)
    expect(readFileSync(at('f.csv'), 'utf8').trim().split('\n').length).toBeLessThanOrEqual(61)
  })

  it('is verified as it streams: the same moments, distances and regression as if held', async () => {
    await figures(at('large.npy'), '--size', '60', '--out', at('v.parquet'))
    const held = await differences(at('large.npy'), at('v.parquet'))
    const streamed = await differences(at('large.npy'), at('v.parquet'), '--memory', '1MB')
    expect(streamed.quantilesSampled).toBe(20_000)
    expect(held.quantilesSampled).toBeUndefined()
    expect(streamed.worst.quantile).toBeCloseTo(held.worst.quantile, 12)
    expect(streamed.regression.original.slopes[0]).toBeCloseTo(held.regression.original.slopes[0], 12)
    expect(streamed.worst.moment).toBeLessThan(1e-12)
    for (const [column, { levels }] of held.quantiles.entries()) {
      const sampled = streamed.quantiles[column].levels[3].original
      expect(Math.abs(levels[3].original - sampled)).toBeLessThan(0.05 + (column === 2 ? 1 : 0))
    }
  })

  it('is foreseen by plan', async () => {
    const plan = (...args: readonly string[]) =>
      polylogHere(['plan', at('large.npy'), '--size', '60', '--order', '2', ...args])
    expect((await plan('--memory', '1MB')).stdout).toMatch(
      /memory +streamed, since 6\.2 MB are more than fits into 1\.0 MB of --memory/,
    )
    expect((await plan('--memory', '4GB')).stdout).toMatch(/memory +about .* of 4,000 MB of --memory/)
    const { memory } = JSON.parse((await plan('--memory', '1MB', '--json')).stdout)
    expect(memory).toMatchObject({ streamed: true, neededBytes: 6_240_000, allowedBytes: 1e6 })
  })

  it.each(['', '0', 'x', '10', '5 parsecs', '-1GB'])('--memory "%s" is refused', async memory => {
    const run = await polylogHere(['compress', at('large.npy'), '--size', '9', '--memory', memory])
    expect(run.code).toBe(2)
    expect(run.stderr).toMatch(/--memory is .*512MB, 2GB or 1GiB/)
  })
})

describe('a run with a checkpoint', () => {
  const options = ['--size', '60', '--order', '2', '--memory', '1MB', '--quiet'] as const
  const checkpointed = (place: string, ...more: readonly string[]) => [
    ...['compress', at('long.npy'), ...options, '--out', join(place, 'out.csv')],
    ...['--checkpoint', join(place, 'run.ckpt'), '--checkpoint-every', '20000', ...more],
  ]

  beforeAll(() => {
    writeArray(at('long.npy'), 250_000, 5)
  })

  it('that is killed is taken up again, and writes the same bytes as one that was not', async () => {
    const [whole, killed] = [at('whole'), at('killed')]
    mkdirSync(whole)
    mkdirSync(killed)
    expect(await polylog(checkpointed(whole))).toMatchObject({ code: 0, stderr: '' })
    expect(filesIn(whole)).toEqual(['out.csv'])
    const file = join(killed, 'run.ckpt')
    const first = await polylog(checkpointed(killed), { onStart: child => killWhenThere(child, file) })
    expect(first.code).toBe(null)
    expect(existsSync(join(killed, 'out.csv'))).toBe(false)
    expect(existsSync(file)).toBe(true)
    const again = checkpointed(killed).filter(option => option !== '--quiet')
    const second = await polylog([...again, '--json'])
    expect(second.stderr).toBe('')
    const { streamed, certificate } = JSON.parse(second.stdout)
    expect(streamed.reason).toBe('--checkpoint was given')
    expect(streamed.resumedAt).toBeGreaterThanOrEqual(20_000)
    expect(streamed.resumedAt).toBeLessThan(250_000)
    expect(certificate.inputSize).toBe(250_000)
    expect(existsSync(file)).toBe(false)
    expect(readFileSync(join(killed, 'out.csv'))).toEqual(readFileSync(join(whole, 'out.csv')))
  })

  it('streams what would fit, and leaves no file behind', async () => {
    const place = at('small')
    mkdirSync(place)
    writeNumbers(join(place, 'in.csv'), 500)
    const result = await figures(
      join(place, 'in.csv'),
      ...['--size', '50', '--out', join(place, 'out.csv'), '--checkpoint', join(place, 'c')],
    )
    expect(result.streamed.reason).toBe('--checkpoint was given')
    expect(filesIn(place)).toEqual(['in.csv', 'out.csv'])
  })

  it('is refused where the checkpoint is damaged, foreign, or of another input or other options', async () => {
    const place = at('refused')
    mkdirSync(place)
    const file = join(place, 'run.ckpt')
    await polylog(checkpointed(place), { onStart: child => killWhenThere(child, file) })
    const good = readFileSync(file)
    const refusal = async (...more: readonly string[]) => {
      const { code, stderr } = await polylogHere(checkpointed(place, ...more))
      return [code, stderr]
    }
    expect(await refusal('--order', '1')).toEqual([2, expect.stringMatching(/--order was 2 when .* is 1/)])
    expect(await refusal('--seed', '4')).toEqual([2, expect.stringMatching(/--seed was 0 when .* is 4/)])
    expect(await refusal('--size', '61')).toEqual([2, expect.stringMatching(/--size was 60 .* is 61/)])
    expect(await refusal('-c', 'x0,x1')).toEqual([2, expect.stringMatching(/--columns was/)])
    expect(await refusal('--memory', '2GB')).toEqual([2, expect.stringMatching(/buffer that --memory/)])
    expect(readFileSync(file)).toEqual(good)

    writeArray(at('long.npy'), 250_000, 6)
    expect(await refusal()).toEqual([2, expect.stringMatching(/the summary of the columns was .*anew/)])
    writeArray(at('long.npy'), 250_000, 5)

    for (const at of [120, good.length - 50]) {
      const damaged = Buffer.from(good)
      damaged[at] ^= 1
      writeFileSync(file, damaged)
      expect(await refusal()).toEqual([3, expect.stringMatching(/truncated or damaged.*Remove it/)])
    }
    writeFileSync(file, good.subarray(0, 5000))
    expect(await refusal()).toEqual([3, expect.stringMatching(/truncated or damaged/)])
    writeFileSync(file, 'x,y\n1,2\n')
    expect(await refusal()).toEqual([3, expect.stringMatching(/is no checkpoint of polylog/)])
    writeFileSync(file, 'polylog checkpoint 2 '.padEnd(200, 'x'))
    expect(await refusal()).toEqual([3, expect.stringMatching(/another version of polylog/)])
    expect(filesIn(place)).toEqual(['run.ckpt'])
  })

  it('is refused at once where none can be written', async () => {
    const path = join(folder, 'missing', 'run.ckpt')
    const run = await polylogHere(['compress', at('long.npy'), ...options, '--checkpoint', path])
    expect([run.code, run.stderr]).toEqual([6, expect.stringMatching(/folder .*missing does not exist/)])
  })

  it('may not be the input, the output or the report', async () => {
    for (const path of [at('long.npy'), at('o.csv')]) {
      const { code, stderr } = await polylogHere([
        ...['compress', at('long.npy'), '--size', '9', '--out', at('o.csv'), '--checkpoint', path],
      ])
      expect([code, stderr]).toEqual([2, expect.stringMatching(/--checkpoint is .* the same file as/)])
    }
  })
})

/** Kills a run outright as soon as a file of its own is there. */
function killWhenThere(child: ChildProcess, file: string): void {
  const watcher = watch(dirname(file), (_, name) => {
    if (String(name) !== basename(file)) return
    watcher.close()
    child.kill('SIGKILL')
  })
}

it('rows beyond 2^32 are told apart', async () => {
  const scratch = createScratch()
  const session = await openDuckDB('a table', scratch)
  await keepRows(session, Float64Array.of(1, 2 ** 32 + 1, 2 ** 40 + 3), Float64Array.of(1, 2, 3))
  const kept = await session.run('SELECT * FROM kept')
  expect(kept.getRows()).toEqual([
    [1n, 1],
    [2n ** 32n + 1n, 2],
    [2n ** 40n + 3n, 3],
  ])
  session.close()
  scratch.dispose()
})

it('a process with little memory takes little', () => {
  const values = Float64Array.from({ length: 4_500_000 }, (_, i) => Math.sin(i * i))
  const data = new Uint8Array(values.buffer)
  writeFileSync(at('wide.npy'), npyFile({ descr: '<f8', shape: [1_500_000, 3], data }))
  const run = (memory: string) => {
    const args = ['compress', at('wide.npy'), '--size', '30', '--order', '1', '--json', '--memory', memory]
    return JSON.parse(
      execFileSync(process.execPath, [COMMAND, ...args, '--out', at('wide.csv')], { encoding: 'utf8' }),
    )
  }
  const streamed = run('50MB')
  expect(streamed.streamed.reason).toMatch(/156 MB, more than fits into 50 MB/)
  expect(streamed.peakMemoryBytes).toBeLessThan(0.75 * run('4GB').peakMemoryBytes)
})
