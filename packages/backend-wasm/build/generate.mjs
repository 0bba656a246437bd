/**
 * Compiles what travels inside the package: the kernel (AssemblyScript to WebAssembly, zipped, as base64) and the worker
 * (bundled into one text), each as a module in `src/generated`.
 */
import { fileURLToPath } from 'node:url'
import { writeKernel, writeModule } from '@polylog/assemblyscript-preset'
import { build } from 'esbuild'

const ofPackage = path => new URL(`../${path}`, import.meta.url)

await writeKernel(ofPackage('assembly/index.ts'), ofPackage('src/generated/kernel.ts'))
writeModule(ofPackage('src/generated/worker-source.ts'), {
  constant: 'WORKER_SOURCE',
  comment: 'The bundle of `pool/worker-main.ts`.',
  text: await bundledWorker(),
})

async function bundledWorker() {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(ofPackage('src/pool/worker-main.ts'))],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    platform: 'neutral',
    target: 'es2022',
  })
  return outputFiles[0].text
}
