import { readFileSync } from 'node:fs'
import { join } from 'node:path'
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
