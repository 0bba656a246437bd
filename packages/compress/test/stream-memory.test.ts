import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

/** Runs what is built: `pnpm test` builds it first. */
const CHILD = fileURLToPath(new URL('./stream-memory-child.mjs', import.meta.url))

it('six million rows pass through less memory than they would fill', () => {
  const job = { rows: 6_000_000, size: 200, order: 1, bufferRows: 65_536 }
  const printed = execFileSync(process.execPath, [CHILD, JSON.stringify(job)], { encoding: 'utf8' })
  const { aboveStart, size, certificate } = JSON.parse(printed)
  const wholeInput = job.rows * 3 * Float64Array.BYTES_PER_ELEMENT
  expect(aboveStart).toBeLessThan(0.85 * wholeInput)
  expect(size).toBe(200)
  expect(certificate).toMatchObject({ inputSize: job.rows, order: 1, buffers: 91 })
  expect(certificate.momentResidual).toBeLessThanOrEqual(1e-12)
}, 120_000)

it('six million rows pass through buffers of the default size in less than 400 MB', () => {
  const job = { rows: 6_000_000, size: 1000, order: 5 }
  const printed = execFileSync(process.execPath, [CHILD, JSON.stringify(job)], { encoding: 'utf8' })
  const { peak, certificate } = JSON.parse(printed)
  expect(peak).toBeLessThan(400e6)
  expect(certificate.momentResidual).toBeLessThanOrEqual(1e-12)
}, 120_000)
