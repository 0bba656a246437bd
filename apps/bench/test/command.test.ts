import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

/** The command as it is built; `pnpm test` builds it first. */
const COMMAND = fileURLToPath(new URL('../dist/main.js', import.meta.url))

function bench(...args: string[]) {
  return spawnSync(process.execPath, [COMMAND, ...args], { encoding: 'utf8' })
}

describe('the command', () => {
  it('runs a part of the smallest job, and prints its figures as JSON', () => {
    const { status, stdout, stderr } = bench(
      '--only',
      'm3-k5-8000/polylog cpu, fast',
      '--draws',
      '2',
      '--json',
    )
    expect(stderr).toBe('m3-k5-8000/polylog cpu, fast\n')
    expect(status).toBe(0)
    const { machine, measurements } = JSON.parse(stdout)
    expect(machine.node).toBe(process.version)
    expect(measurements).toHaveLength(1)
    const [measured] = measurements
    expect(measured).toMatchObject({ job: 'm3-k5-8000', draws: 2, size: 800, orders: [5], passes: [1] })
    expect(measured.error).toBeGreaterThan(0)
    expect(measured.error).toBeLessThan(1e-7)
    expect(measured.momentResidual).toBeLessThanOrEqual(1e-12)
  })

  it('prints a table otherwise', () => {
    const { status, stdout } = bench('--only', 'm3-k5-8000/random', '--draws', '1')
    expect(status).toBe(0)
    expect(stdout).toMatch(/^m3-k5-8000: 8,000 uniform points/)
    expect(stdout).toContain('│ random subset')
    expect(stdout).toContain('│ authors')
  })

  it('names the jobs when none matches', () => {
    const { status, stderr } = bench('--only', 'm99')
    expect(status).toBe(1)
    expect(stderr).toContain('--only m99 matches no job. Choose among m3-k5-8000, m5-k5-8000')
  })

  it('refuses to write the results of a part of the jobs, and draws that are no count', () => {
    expect(bench('--write', '--only', 'm3-k5-8000/random')).toMatchObject({ status: 1, stdout: '' })
    expect(bench('--write', '--draws', '1')).toMatchObject({ status: 1, stdout: '' })
    expect(bench('--only', 'm3-k5-8000/random', '--draws', '1.5').stderr).toContain('positive integer')
  })
})
