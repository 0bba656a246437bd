import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRng } from '@polylog/core'
import { parseHTML } from 'linkedom'
import { expect, it } from 'vitest'
import { DATA, polylogHere, temporaryFolder } from './polylog-process.js'

const folder = temporaryFolder()

it('the report is one page that asks for nothing, with every plot and table', async () => {
  const page = join(folder, 'r.html')
  const args = [
    'compress',
    join(DATA, 'zipcodes.csv'),
    '--size',
    '200',
    '-c',
    'latitude,longitude,"a<b"=latitude*longitude',
  ]
  const result = await polylogHere([...args, '--out', join(folder, 'r.arrow'), '--report', page])
  expect(result.stderr).toBe('')
  const html = readFileSync(page, 'utf8')
  const { document } = parseHTML(html)
  expect([...document.querySelectorAll('h2')].map(title => title.textContent)).toEqual([
    'The cloud and its weighted points',
    'Each column by itself',
    'Moments',
    'A least-squares fit',
    'Certificate',
  ])
  expect(document.querySelectorAll('figure svg')).toHaveLength(3 + 3 + 1)
  expect(document.querySelectorAll('script, link, img, iframe, [src]')).toHaveLength(0)
  expect(html.replaceAll(/http:\/\/www\.w3\.org\/[^"]*/g, '')).not.toMatch(/https?:|url\(|@import/)
  expect(html).toContain('a&lt;b')
  expect(html).toContain('prefers-color-scheme: dark')
  expect(html).not.toContain('NaN')
})

it.each([1e-300, 1e-160, 1e160, 1e300])(
  'columns of the scale of %s are matched, shown and verified',
  async scale => {
    const rng = createRng(3)
    const lines = Array.from({ length: 300 }, () => `${scale * rng.normal()},${scale * rng.uniform()}`)
    const [input, output, page] = ['extreme.csv', 'extreme.coreset.csv', 'extreme.html'].map(name =>
      join(folder, name),
    )
    writeFileSync(input, `x,y\n${lines.join('\n')}\n`)
    const result = await polylogHere([
      'compress',
      input,
      '--size',
      '40',
      '--out',
      output,
      '--report',
      page,
      '--json',
    ])
    const { certificate, regression } = JSON.parse(result.stdout)
    expect(certificate.maxCellDiameter).toBeGreaterThan(0)
    expect(certificate.nextOrderDefect).toBeGreaterThan(1e-9)
    expect(regression.coreset.values[1]).toBeCloseTo(regression.allRows.values[1], 9)
    expect(readFileSync(page, 'utf8')).not.toMatch(/NaN|Infinity/)
    const limits = [
      '--order',
      String(certificate.order),
      '--max-moment',
      '1e-11',
      '--max-coefficient',
      '1e-9',
    ]
    expect(await polylogHere(['verify', input, output, ...limits])).toMatchObject({ code: 0, stderr: '' })
  },
)

it('columns that depend on each other have no regression, and a limit on it fails', async () => {
  const [input, output, page] = ['twins.csv', 'twins.coreset.csv', 'twins.html'].map(name =>
    join(folder, name),
  )
  const lines = Array.from({ length: 100 }, (_, i) => `${(i * i) % 31},${i},${3 * i + 1}`)
  writeFileSync(input, `y,a,b\n${lines.join('\n')}\n`)
  const result = await polylogHere(['compress', input, '--size', '30', '--out', output, '--report', page])
  expect(result.stdout).toMatch(/y ~ the columns depend on each other.*no regression is shown/)
  expect(readFileSync(page, 'utf8')).toMatch(/y: the columns depend on each other/)
  const verified = await polylogHere(['verify', input, output, '--max-coefficient', '1'])
  expect(verified).toMatchObject({
    code: 5,
    stderr: expect.stringMatching(/--max-coefficient cannot be checked/),
  })
})

it('columns beyond what an axis can show are in the tables only', async () => {
  const rng = createRng(6)
  const lines = Array.from(
    { length: 200 },
    () => `${1.7e308 * (2 * rng.uniform() - 1)},${1e-310 * rng.uniform()}`,
  )
  const [input, output, page] = ['edge.csv', 'edge.parquet', 'edge.html'].map(name => join(folder, name))
  writeFileSync(input, `x,y\n${lines.join('\n')}\n`)
  const result = await polylogHere(['compress', input, '--size', '30', '--out', output, '--report', page])
  expect(result).toMatchObject({ code: 0, stderr: '' })
  expect(readFileSync(page, 'utf8')).not.toMatch(/NaN|Infinity/)
})
