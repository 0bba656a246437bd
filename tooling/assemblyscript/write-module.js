import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { compileKernel } from './compile-kernel.js'

/**
 * Compiles a kernel to a module that holds it, zipped, in base64.
 *
 * @param {URL} source of its entry
 * @param {URL} module to be written
 */
export async function writeKernel(source, module) {
  const text = gzipSync(await compileKernel(source), { level: 9 }).toString('base64')
  writeModule(module, { constant: 'KERNEL', comment: 'The kernel of `assembly/`, zipped, in base64.', text })
}

/** Leaves a module that has not changed as it is, for the sake of those who watch it. */
export function writeModule(module, { constant, comment, text }) {
  const path = fileURLToPath(module)
  const source = `/** ${comment} Made by \`build/generate.mjs\`. */\nexport const ${constant} =\n  ${JSON.stringify(text)}\n`
  if (readIfThere(path) === source) return
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, source)
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
