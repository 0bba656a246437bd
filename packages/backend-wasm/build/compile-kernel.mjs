import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

/** Compiles an entry of `assembly/` to WebAssembly. */
export async function compileKernel(entry) {
  const outFile = join(tmpdir(), `polylog-${process.pid}-${entry}.wasm`)
  const source = fileURLToPath(new URL(`../assembly/${entry}.ts`, import.meta.url))
  const options = ['--outFile', outFile, '--runtime', 'stub', '--enable', 'simd', '-O3', '--noAssert']
  const { error, stderr } = await asc.main([source, ...options])
  if (error) throw new Error(`The kernel does not compile: ${error.message}\n${stderr.toString()}`)
  const binary = readFileSync(outFile)
  rmSync(outFile)
  return binary
}
