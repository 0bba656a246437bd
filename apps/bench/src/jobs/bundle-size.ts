import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type Plugin } from 'esbuild'

export interface BundleSize {
  /** Bytes of the code. */
  readonly minified: number
  readonly gzipped: number
  /** Minified bytes by the package that they come from, largest first. */
  readonly packages: readonly (readonly [string, number])[]
}

/**
 * What a page downloads that imports all of the given packages, from their built files: one ES module minified by
 * esbuild. Not in it is what waits for somebody who asks for it: a tolerance, a plan, a baseline, a thinning without
 * WebAssembly, free nodes, metrics, principal directions, saved streams; modules of Node, which pages never load, are
 * left out.
 *
 * @param without packages that are left out as well
 */
export async function bundleSize(
  packages: readonly string[],
  without: readonly string[] = [],
): Promise<BundleSize> {
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: packages.map(name => `export * from '${name}'`).join('\n'),
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    outdir: '.',
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    external: ['node:*', ...without],
    plugins: [leftForLater],
    metafile: true,
    write: false,
    logLevel: 'error',
  })
  const [{ contents }] = outputFiles
  const [{ inputs }] = Object.values(metafile.outputs)
  const byPackage = new Map<string, number>()
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const name = packageOf(path)
    byPackage.set(name, (byPackage.get(name) ?? 0) + bytesInOutput)
  }
  return {
    minified: contents.length,
    gzipped: gzipSync(contents, { level: 9 }).length,
    packages: [...byPackage].sort((a, b) => b[1] - a[1]),
  }
}

/** What is imported by `import()` is a download of its own. */
const leftForLater: Plugin = {
  name: 'left for later',
  setup({ onResolve }) {
    onResolve({ filter: /.*/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    )
  },
}

/** From the path of one of its files, wherever it is installed. */
function packageOf(path: string): string {
  const installed = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]
  const own = /packages\/([^/]+)\//.exec(path)?.[1]
  return installed ?? own ?? 'the page'
}
