/**
 * Compiles what travels inside the package: the kernel (AssemblyScript to WebAssembly, as base64) and the worker
 * (bundled into one text), each as a module in `src/generated`.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const generated = join(root, 'src', 'generated')

mkdirSync(generated, { recursive: true })
await writeModule('kernel', 'KERNEL', 'The kernel of `assembly/`, in base64.', await compileKernel())
await writeModule(
  'worker-source',
  'WORKER_SOURCE',
  'The bundle of `pool/worker-main.ts`.',
  await bundleWorker(),
)

async function compileKernel() {
  const outFile = join(tmpdir(), `polylog-kernel-${process.pid}.wasm`)
  const { error, stderr } = await asc.main([
    join(root, 'assembly', 'index.ts'),
    '--outFile',
    outFile,
    '--runtime',
    'stub',
    '--enable',
    'simd',
    '-O3',
    '--noAssert',
  ])
  if (error) throw new Error(`The kernel does not compile: ${error.message}\n${stderr.toString()}`)
  const binary = readFileSync(outFile)
  rmSync(outFile)
  return binary.toString('base64')
}

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
async function writeModule(name, constant, comment, text) {
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
