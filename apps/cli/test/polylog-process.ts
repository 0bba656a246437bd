import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'

/** The command as it is installed; `pnpm test` builds it first. */
export const COMMAND = fileURLToPath(new URL('../dist/polylog.js', import.meta.url))

export const DATA = fileURLToPath(new URL('../node_modules/vega-datasets/data/', import.meta.url))

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  readonly input?: string | Buffer
  readonly env?: Readonly<Record<string, string>>
  readonly onStart?: (child: ChildProcess) => void
}

/** Runs `polylog` as a process of its own, and waits for its end. */
export function polylog(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return finished(process.execPath, [COMMAND, ...args], options)
}

/** Runs a shell script in which `polylog` is the command. */
export function shell(script: string, options: RunOptions = {}): Promise<Finished> {
  return finished(
    'bash',
    ['-c', `polylog() { "${process.execPath}" "${COMMAND}" "$@"; }\n${script}`],
    options,
  )
}

function finished(file: string, args: readonly string[], options: RunOptions): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, [...args], { cwd: options.cwd, env: { ...process.env, ...options.env } })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', chunk => {
      stdout += chunk
    })
    child.stderr.on('data', chunk => {
      stderr += chunk
    })
    child.on('error', reject)
    child.on('close', code => resolve({ code, stdout, stderr }))
    child.stdin.on('error', () => {})
    child.stdin.end(options.input)
    options.onStart?.(child)
  })
}

/** A folder for one test file, removed at its end. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cli-test-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Everything in a folder, hidden files included. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder).sort()
}
