import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

/**
 * Compiles AssemblyScript to WebAssembly.
 *
 * @param {URL} source of the entry
 */
export async function compileKernel(source) {
  const path = fileURLToPath(source)
  const outFile = join(tmpdir(), `polylog-${process.pid}-${basename(path, '.ts')}.wasm`)
  const options = ['--outFile', outFile, '--runtime', 'stub', '--enable', 'simd', '-O3', '--noAssert']
  const { error, stderr } = await asc.main([path, ...options])
  if (error) throw new Error(`The kernel does not compile: ${error.message}\n${stderr.toString()}`)
  const binary = readFileSync(outFile)
  rmSync(outFile)
  return binary
}
