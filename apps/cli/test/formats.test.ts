import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Table, tableFromArrays, tableFromIPC, tableToIPC } from 'apache-arrow'
import { describe, expect, it } from 'vitest'
import { polylog, polylogHere, shell, temporaryFolder } from './polylog-process.js'
import { npyFile, readRows, sampleRows, writeSample } from './sample-tables.js'

const folder = temporaryFolder()
const at = (name: string) => join(folder, name)
const COLUMNS =
  'CAST(id AS VARCHAR) AS id, x, y::INT AS y, name, CAST(day AS VARCHAR) AS day, CAST(moment AS VARCHAR) AS moment, CAST(flag AS VARCHAR) AS flag'

async function convert(from: string, to: string, ...more: string[]): Promise<void> {
  const result = await polylogHere([
    'compress',
    at(from),
    '--size',
    '100000',
    '-c',
    'x,y',
    '--keep',
    '*',
    '--out',
    at(to),
    '--quiet',
    ...more,
  ])
  expect(result).toEqual({ code: 0, stdout: '', stderr: '' })
}

describe('a table of at most --size rows comes out as it went in', () => {
  it('through every format and back, each value in its own type', async () => {
    await writeSample(at('a.parquet'), 40, 'FORMAT parquet')
    const original = await readRows(at('a.parquet'), COLUMNS)
    expect(original).toHaveLength(40)
    await convert('a.parquet', 'b.arrow')
    await convert('b.arrow', 'c.arrows', '--weight', 'weight')
    await convert('c.arrows', 'd.parquet', '--weight', 'weight')
    expect(await readRows(at('d.parquet'), COLUMNS)).toEqual(original)
    await convert('a.parquet', 'e.jsonl')
    await convert('e.jsonl', 'f.tsv', '--weight', 'weight')
    await convert('f.tsv', 'g.parquet', '--weight', 'weight')
    expect(await readRows(at('g.parquet'), COLUMNS)).toEqual(original)
    const types = await readRows(
      at('d.parquet'),
      'typeof(id) AS id, typeof(y) AS y, typeof(moment) AS moment, typeof(weight) AS weight',
    )
    expect(types[0]).toEqual({ id: 'BIGINT', y: 'SMALLINT', moment: 'TIMESTAMP', weight: 'DOUBLE' })
  })

  it('from one delimited file to another, to the letter', async () => {
    writeFileSync(
      at('letters.csv'),
      'zip,x,long\r\n00501,1.10,12345678901234567890123\r\n00544,2e0,3\r\n,-3.0,"4"\r\n',
    )
    await convert('letters.csv', 'letters.tsv', '-c', 'x,twice=2*x')
    expect(readFileSync(at('letters.tsv'), 'utf8')).toBe(
      'x\ttwice\tzip\tlong\tweight\n1.10\t2.2\t00501\t12345678901234567890123\t1.0\n2e0\t4.0\t00544\t3\t1.0\n-3.0\t-6.0\t\t4\t1.0\n',
    )
  })

  it('with names that SQL and globs would trip over', async () => {
    writeFileSync(at(`o'dd [1]*.csv`), '"a ""b"", c",select\n1,2\n3,4\n')
    const result = await polylogHere(['compress', at(`o'dd [1]*.csv`), '--size', '5', '--out', '-'])
    expect(result.stdout).toBe('"a ""b"", c",select,weight\n1,2,1.0\n3,4,1.0\n')
  })
})

describe('NPY', () => {
  const expected = 'x0,x1,weight\n1.0,-2.0,1.0\n3.0,4.0,1.0\n5.0,6.5,1.0\n'
  const rowMajor = [1, -2, 3, 4, 5, 6.5]
  const columnMajor = [1, 3, 5, -2, 4, 6.5]
  const doubles = (values: number[], little: boolean) => {
    const view = new DataView(new ArrayBuffer(8 * values.length))
    values.forEach((value, i) => {
      view.setFloat64(8 * i, value, little)
    })
    return new Uint8Array(view.buffer)
  }

  it.each([
    ['version 1, little-endian, rows contiguous', 1, '<f8', false, doubles(rowMajor, true)],
    ['version 2, big-endian', 2, '>f8', false, doubles(rowMajor, false)],
    ['version 3, columns contiguous', 3, '<f8', true, doubles(columnMajor, true)],
    ['single precision', 1, '<f4', false, new Uint8Array(Float32Array.from(rowMajor).buffer)],
    [
      'half precision',
      1,
      '<f2',
      false,
      new Uint8Array(Uint16Array.of(0x3c00, 0xc000, 0x4200, 0x4400, 0x4500, 0x4680).buffer),
    ],
  ] as const)('is read: %s', async (_, version, descr, fortran, data) => {
    const name = `n${version}${descr.slice(1)}${descr[0] === '>' ? 'b' : ''}.npy`
    writeFileSync(at(name), npyFile({ version, descr, fortran, shape: [3, 2], data }))
    const result = await polylogHere(['compress', at(name), '--size', '9', '--out', '-'])
    expect(result.stdout).toBe(expected)
  })

  it('of integers is written and read again', async () => {
    const data = new Uint8Array(BigInt64Array.of(1n, -2n, 3n, 4n, 5n, 6n).buffer)
    writeFileSync(at('i.npy'), npyFile({ descr: '<i8', shape: [3, 2], data }))
    const result = await shell(
      'polylog compress i.npy --size 9 -q --out j.npy && polylog compress j.npy --size 9 --weight x2 --out -',
      { cwd: folder },
    )
    expect(result.stdout).toBe('x0,x1,weight\n1.0,-2.0,1.0\n3.0,4.0,1.0\n5.0,6.0,1.0\n')
  })
})

describe('Arrow', () => {
  it('of several record batches, with NULLs in what is kept', async () => {
    const rows = sampleRows(30)
    const table = tableFromArrays({
      x: Float64Array.from(rows, row => row.x),
      name: rows.map(row => row.name),
    })
    const batches = [table.slice(0, 7), table.slice(7, 8), table.slice(8)].flatMap(part => part.batches)
    writeFileSync(at('batches.arrow'), tableToIPC(new Table(batches), 'file'))
    const result = await polylogHere([
      'compress',
      at('batches.arrow'),
      '--size',
      '30',
      '--keep',
      'name',
      '-q',
      '--out',
      at('batches.out.arrow'),
    ])
    expect(result.code).toBe(0)
    const kept = tableFromIPC(readFileSync(at('batches.out.arrow')))
    expect(kept.toArray().map(row => [row.x, row.name])).toEqual(rows.map(row => [row.x, row.name]))
  })
})

describe('standard input', () => {
  it.each(['csv', 'jsonl', 'parquet'])('of %s is recognised by its content', async format => {
    await writeSample(at(`piped.${format}`), 12, format === 'jsonl' ? 'FORMAT json' : `FORMAT ${format}`)
    const input = readFileSync(at(`piped.${format}`))
    const result = await polylog(
      ['compress', '-', '--size', '20', '-c', 'x,y', '--keep', 'id', '--out', '-'],
      { input },
    )
    expect(result.stderr).toBe('')
    expect(result.stdout.split('\n')[1]).toContain('9007199254740993')
    expect(result.stdout.trim().split('\n')).toHaveLength(13)
  })
})
