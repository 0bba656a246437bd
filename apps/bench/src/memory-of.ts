import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Runs a contestant by itself in a process of its own, and asks by how many bytes it made the process grow. */
export function memoryOf(job: string, contestant: string): Promise<number> {
  const script = fileURLToPath(new URL('alone.js', import.meta.url))
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ['--expose-gc', script, job, contestant], (error, stdout) =>
      error ? reject(error) : resolve(Number(stdout)),
    )
  })
}
