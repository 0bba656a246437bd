import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Files that must not outlive the run, whatever becomes of it. */
export interface Scratch {
  /** A path in a folder of this run's own, made on first use. */
  path(name: string): string
  /** Has a file or folder elsewhere removed at the end, unless `release`d. */
  watch(path: string): void
  release(path: string): void
  /** Removes everything, at once; can be called again. */
  dispose(): void
}

export function createScratch(): Scratch {
  const watched = new Set<string>()
  let folder: string | undefined
  return {
    path(name) {
      folder ??= mkdtempSync(join(tmpdir(), 'polylog-'))
      return join(folder, name)
    },
    watch: path => void watched.add(path),
    release: path => void watched.delete(path),
    dispose() {
      for (const path of watched) rmSync(path, { recursive: true, force: true })
      watched.clear()
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
      folder = undefined
    },
  }
}
