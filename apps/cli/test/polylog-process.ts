import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { type PolylogStreams, runPolylog } from '../src/index.js'

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
  /** What is piped in; `'keep open'` pipes nothing, and does not end either. */
  readonly input?: string | Buffer
  readonly env?: Readonly<Record<string, string>>
  readonly onStart?: (child: ChildProcess) => void
}

/** Runs `polylog` as a process of its own, and waits for its end. */
export function polylog(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return finished(process.execPath, [COMMAND, ...args], options)
}

/** Runs the command within this process: the same but for its start, which is most of a short run's time. */
export async function polylogHere(args: readonly string[]): Promise<Finished> {
  const [stdout, stderr] = [new Collector(), new Collector()]
  const code = await runPolylog(args, { stdout, stderr } as unknown as PolylogStreams)
  return { code, stdout: stdout.text, stderr: stderr.text }
}

class Collector extends Writable {
  text = ''
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk
    done()
  }
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
    if (options.input !== 'keep open') child.stdin.end(options.input)
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
