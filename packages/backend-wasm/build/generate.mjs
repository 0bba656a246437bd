/**
 * Compiles what travels inside the package: the kernel (AssemblyScript to WebAssembly, zipped, as base64) and the worker
 * (bundled into one text), each as a module in `src/generated`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { compileKernel } from './compile-kernel.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const generated = join(root, 'src', 'generated')

mkdirSync(generated, { recursive: true })
writeModule(
  'kernel',
  'KERNEL',
  'The kernel of `assembly/`, zipped, in base64.',
  gzipSync(await compileKernel('index'), { level: 9 }).toString('base64'),
)
writeModule('worker-source', 'WORKER_SOURCE', 'The bundle of `pool/worker-main.ts`.', await bundleWorker())

async function bundleWorker() {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'src', 'pool', 'worker-main.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    platform: 'neutral',
    target: 'es2022',
  })
  return outputFiles[0].text
}

/** Leaves a module that has not changed as it is, for the sake of those who watch it. */
function writeModule(name, constant, comment, text) {
  const path = join(generated, `${name}.ts`)
  const source = `/** ${comment} Made by \`build/generate.mjs\`. */\nexport const ${constant} =\n  ${JSON.stringify(text)}\n`
  if (readIfThere(path) !== source) writeFileSync(path, source)
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
