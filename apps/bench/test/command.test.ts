import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

/** The command as it is built; `pnpm test` builds it first. */
const COMMAND = fileURLToPath(new URL('../dist/main.js', import.meta.url))

function bench(...args: string[]) {
  return spawnSync(process.execPath, [COMMAND, ...args], { encoding: 'utf8' })
}

describe('the command', () => {
  it('runs a part of the smallest job, and prints its figures as JSON', () => {
    const { status, stdout } = bench('--only', 'm3-k5-8000/polylog cpu, fast', '--draws', '2', '--json')
    expect(status).toBe(0)
    const { machine, sections } = JSON.parse(stdout)
    expect(machine.node).toBe(process.version)
    expect(machine.polylog).toMatch(/^\d+\.\d+\.\d+/)
    expect(sections).toHaveLength(1)
    const [measured] = sections[0].findings.figures
    expect(measured).toMatchObject({ job: 'm3-k5-8000', draws: 2, size: 800, orders: [5], passes: [1] })
    expect(measured.error).toBeGreaterThan(0)
    expect(measured.error).toBeLessThan(1e-7)
    expect(measured.residual).toBeLessThanOrEqual(1e-12)
    expect(measured.peakBytes).toBeGreaterThan(0)
    expect(measured.peakBytes).toBeLessThan(1e9)
  })

  it('prints a table otherwise, and says what was not run', () => {
    const { status, stdout } = bench('--only', 'm3-k5-8000/', '--draws', '1', '--only', 'm3-k5-8000/SciPy')
    expect(status).toBe(0)
    expect(stdout).toMatch(/^m3-k5-8000: 8,000 uniform points/)
    expect(stdout).toMatch(/SciPy nnls, highest order.*not run: --peers was not given/)
    expect(stdout).toContain('│ authors')
  })

  it('writes results where it is told, and nowhere for a part of them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bench-test-'))
    try {
      const options = ['--only', 'm3-k5-8000/random', '--draws', '1', '--no-memory']
      expect(bench(...options, '--out', folder).status).toBe(0)
      expect(readFileSync(join(folder, 'RESULTS.md'), 'utf8')).toContain('| random subset')
      rmSync(join(folder, 'RESULTS.md'))
      expect(bench(...options).status).toBe(0)
      expect(existsSync(join(folder, 'RESULTS.md'))).toBe(false)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('names the jobs when none matches, and refuses draws that are no count', () => {
    const { status, stderr } = bench('--only', 'm99')
    expect(status).toBe(1)
    expect(stderr).toContain('--only m99 matches no job. Choose among m3-k5-8000, m5-k5-8000')
    expect(bench('--only', 'm3-k5-8000/random', '--draws', '1.5').stderr).toContain('positive integer')
  })
})
