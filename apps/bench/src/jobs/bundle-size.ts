import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type Metafile } from 'esbuild'

export interface BundleSize {
  /** Bytes of the code. */
  readonly minified: number
  readonly gzipped: number
  /** Minified bytes by the package that they come from, largest first. */
  readonly packages: readonly (readonly [string, number])[]
}

/**
 * What a page downloads that imports all of the given packages, from their built files: an ES module minified by
 * esbuild, and the chunks that it imports. Not among them are chunks that wait for somebody who asks for a baseline, for a
 * thinning without WebAssembly, for free nodes or for principal directions; modules of Node, which pages never load, are left out.
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
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    external: ['node:*', ...without],
    metafile: true,
    write: false,
  })
  const loaded = loadedChunks(metafile)
  const byPackage = new Map<string, number>()
  for (const chunk of loaded) {
    for (const [path, { bytesInOutput }] of Object.entries(metafile.outputs[chunk].inputs)) {
      const name = packageOf(path)
      byPackage.set(name, (byPackage.get(name) ?? 0) + bytesInOutput)
    }
  }
  const files = outputFiles.filter(({ path }) => loaded.some(chunk => path.endsWith(`/${chunk}`)))
  return {
    minified: files.reduce((sum, { contents }) => sum + contents.length, 0),
    gzipped: files.reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0),
    packages: [...byPackage].sort((a, b) => b[1] - a[1]),
  }
}

/** The page's own chunk, and those that come with it. */
function loadedChunks({ outputs }: Metafile): readonly string[] {
  const loaded = new Set(Object.keys(outputs).filter(chunk => outputs[chunk].entryPoint === '<stdin>'))
  for (const chunk of loaded) {
    for (const { path, kind } of outputs[chunk].imports) {
      if (kind === 'import-statement' && path in outputs) loaded.add(path)
    }
  }
  return [...loaded]
}

/** From the path of one of its files, wherever it is installed. */
function packageOf(path: string): string {
  const installed = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]
  const own = /packages\/([^/]+)\//.exec(path)?.[1]
  return installed ?? own ?? 'the page'
}
