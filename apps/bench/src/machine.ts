import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, totalmem, type } from 'node:os'

/** Where and when the figures were measured. */
export interface Machine {
  readonly processor: string
  readonly cores: number
  readonly memoryGigabytes: number
  readonly system: string
  readonly node: string
  readonly v8: string
  /** Of `@polylog/compress`. */
  readonly polylog: string
  /** `YYYY-MM-DD`, universal time. */
  readonly date: string
}

export function thisMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${process.arch}`,
    node: process.version,
    v8: process.versions.v8,
    polylog: versionOf('@polylog/compress'),
    date: new Date().toISOString().slice(0, 10),
  }
}

/** Processes that want a core, over the last minute: far above 1 before the start, all timings are too long. */
export function loadAverage(): number {
  return Math.round(loadavg()[0] * 100) / 100
}

function versionOf(name: string): string {
  const manifest = new URL('../package.json', import.meta.resolve(name))
  return JSON.parse(readFileSync(manifest, 'utf8')).version
}
