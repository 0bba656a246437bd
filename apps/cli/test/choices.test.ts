import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { polylog, temporaryFolder } from './polylog-process.js'
import { writeNumbers } from './sample-tables.js'

const folder = temporaryFolder()
const file = join(folder, 'all.csv')

beforeAll(() => {
  writeNumbers(file, 3000)
})

async function compressed(...options: readonly string[]) {
  const run = await polylog(['compress', file, '--json', ...options], { cwd: folder })
  expect(run.stderr).toBe('')
  expect(run.code).toBe(0)
  const { certificate, output } = JSON.parse(run.stdout)
  expect(certificate.momentResidual).toBeLessThanOrEqual(1e-12)
  return { certificate, output }
}

it.each(['cpu', 'wasm', 'gpujs', 'tfjs', 'auto'])('--backend %s', async backend => {
  const { certificate } = await compressed('--size', '150', '--order', '3', '--backend', backend)
  const ran = { gpujs: 'gpujs', tfjs: 'tfjs' }[backend]
  if (ran === undefined) expect(certificate.backend.features).toBeUndefined()
  else expect(certificate.backend.features.ran).toContain(ran)
  const reduces = backend === 'wasm' || backend === 'auto' ? /^wasm \(/ : /^cpu \(1 thread\)$/
  expect(certificate.backend.reduce.ran).toMatch(reduces)
})

it('--ratio', async () => {
  expect((await compressed('--ratio', '0.05', '--order', '2')).certificate.outputSize).toBe(150)
})

it('--tolerance', async () => {
  const { certificate } = await compressed('--tolerance', '1e-2', '--order', '2')
  expect(certificate.nextOrderDefect).toBeLessThanOrEqual(1e-2)
  expect(certificate.outputSize).toBeLessThan(1500)
})

it('--no-standardize keeps the same moments', async () => {
  await compressed('--size', '100', '--order', '2', '--no-standardize')
})

it.each(['fast', 'balanced', 'best'])('--quality %s', async quality => {
  expect((await compressed('--size', '200', '--order', '3', '--quality', quality)).certificate.quality).toBe(
    quality,
  )
})

it('moments too many to compare are refused, not cut', async () => {
  const few = join(folder, 'few.csv')
  await compressed('--size', '50', '--order', '2', '--out', few)
  const run = await polylog(['verify', file, few, '--order', '400'])
  expect(run.code).toBe(2)
  expect(run.stderr).toMatch(
    /Moments of order 400 of \d+ columns over 3000 rows are too many to compare. Give --order \d+/,
  )
})
