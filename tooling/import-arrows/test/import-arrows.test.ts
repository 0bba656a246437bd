import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

type Snippet = readonly [path: string, code: string]

const forbidden: readonly Snippet[] = [
  ['packages/core/src/a.ts', "import { deepSet } from '@polylog/deepset'"],
  ['packages/deepset/src/a.ts', "import { kd } from '@polylog/covering'"],
  ['packages/covering/src/a.ts', "import { cpu } from '@polylog/backend-cpu'"],
  ['packages/moments/src/a.ts', "import type { Cpu } from '@polylog/backend-cpu'"],
  ['packages/moments/src/a.ts', "export { cpu } from '@polylog/backend-cpu'"],
  ['packages/moments/src/a.ts', "export * from '@polylog/backend-cpu'"],
  ['packages/moments/src/a.ts', "import '@polylog/backend-cpu'"],
  ['packages/moments/src/a.ts', "export const load = () => import('@polylog/backend-cpu')"],
  ['packages/moments/src/a.ts', "export type Cpu = import('@polylog/backend-cpu').Cpu"],
  ['packages/moments/src/a.ts', "export const cpu = require('@polylog/backend-cpu')"],
  ['packages/moments/src/a.ts', "import { map } from '@polylog/moments'"],
  ['packages/backend-cpu/src/a.ts', "import { deepSet } from '@polylog/deepset'"],
  ['packages/backend-tfjs/src/a.ts', "import { chebyshev } from '@polylog/moments'"],
  ['packages/backend-tfjs/src/a.ts', "import { cpu } from '@polylog/backend-cpu'"],
  ['packages/backend-gpujs/src/a.ts', "import { tfjs } from '@polylog/backend-tfjs'"],
  ['packages/backend-webgpu/src/a.ts', "import { testBackend } from '@polylog/testkit'"],
  ['packages/compress/src/a.ts', "import { tfjs } from '@polylog/backend-tfjs'"],
  ['packages/compress/src/a.ts', "import { wasm } from '@polylog/backend-wasm'"],
  ['packages/compress/src/a.ts', "import type { Wasm } from '@polylog/backend-wasm'"],
  ['packages/compress/src/a.ts', "import { table } from '@polylog/dataset'"],
  ['packages/compress/src/a.ts', "import { main } from '@polylog/cli'"],
  ['packages/dataset/src/a.ts', "import { layer } from '@polylog/network'"],
  ['packages/network/src/a.ts', "export const load = () => import('@polylog/backend-wasm')"],
  ['packages/scaling/src/a.ts', "import { compress } from '@polylog/compress'"],
  ['packages/testkit/src/a.ts', "import { compress } from '@polylog/compress'"],
  ['packages/newcomer/src/a.ts', "import { weightedSet } from '@polylog/core'"],
  ['packages/compress/src/a.ts', "import { weightedSet } from '@polylog/core/dist/index.js'"],
  ['packages/compress/src/a.ts', "import { weightedSet } from '../../core/src/index.js'"],
  ['packages/compress/src/deeper/a.ts', "import { weightedSet } from '../../../core/src/index.js'"],
  ['apps/cli/src/a.ts', "import { weightedSet } from '../../../packages/core/src/index.js'"],
  ['packages/moments/test/a.test.ts', "import { compress } from '@polylog/compress'"],
  ['packages/moments/test/a.test.ts', "import { chebyshev } from '../src/index.js'"],
  ['packages/backend-tfjs/test/a.test.ts', "import { gpujs } from '@polylog/backend-gpujs'"],
]

const allowed: readonly Snippet[] = [
  ['packages/moments/src/a.ts', "import { weightedSet } from '@polylog/core'"],
  ['packages/moments/src/a.ts', "import { one } from './deeper/one.js'"],
  ['packages/moments/src/deeper/a.ts', "import { one } from '../one.js'"],
  ['packages/backend-cpu/src/a.ts', "import { chebyshev } from '@polylog/moments'"],
  ['packages/backend-tfjs/src/a.ts', "import type { Backend } from '@polylog/core'"],
  ['packages/compress/src/a.ts', "import { deepSet } from '@polylog/deepset'"],
  ['packages/compress/src/a.ts', "import { cpu } from '@polylog/backend-cpu'"],
  ['packages/compress/src/a.ts', "export const load = () => import('@polylog/backend-wasm')"],
  ['packages/dataset/src/a.ts', "import { compress } from '@polylog/compress'"],
  ['packages/testkit/src/a.ts', "import { cpu } from '@polylog/backend-cpu'"],
  ['packages/deepset/test/a.test.ts', "import { deepSet } from '@polylog/deepset'"],
  ['packages/moments/test/a.test.ts', "import { chebyshev } from '@polylog/moments'"],
  ['packages/moments/test/a.test.ts', "import { hardSets } from '@polylog/testkit'"],
  ['packages/moments/test/a.test.ts', "import { hardSet } from '@polylog/testkit/fast-check'"],
  ['packages/backend-tfjs/test/a.test.ts', "import { tfjs } from '@polylog/backend-tfjs'"],
  ['packages/core/tsup.config.js', "import { library } from '@polylog/tsup-preset'"],
  ['apps/cli/src/a.ts', "import { tfjs } from '@polylog/backend-tfjs'"],
]

const root = fileURLToPath(new URL('../../../', import.meta.url))
let scratch: string
let reported: ReadonlySet<string>

/** Snippets that share a path are told apart by a number in the file's name. */
const placeOf = ([path]: Snippet, number: number) => path.replace(/a(\.test)?\.ts$/, `a${number}$1.ts`)

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'import-arrows-'))
  for (const file of ['biome.json', 'tooling/import-arrows/import-arrows.grit']) {
    cpSync(join(root, file), join(scratch, file), { recursive: true })
  }
  for (const [number, snippet] of [...forbidden, ...allowed].entries()) {
    const file = join(scratch, placeOf(snippet, number))
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `${snippet[1]}\n`)
  }
  reported = lintErrors()
})

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** Files in which Biome reports an import arrow. */
function lintErrors(): Set<string> {
  const options = ['lint', '--vcs-enabled=false', '--max-diagnostics=none', '--reporter=json']
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/@biomejs/biome/bin/biome'), ...options],
    {
      cwd: scratch,
      encoding: 'utf8',
    },
  )
  if (stdout === '') throw new Error(`Biome printed no report: ${stderr}`)
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { category: string; location: { path: string } }[]
  }
  const arrows = diagnostics.filter(({ category }) => /^plugin$|noCommonJs$/.test(category))
  return new Set(arrows.map(({ location }) => location.path))
}

describe('lint forbids', () => {
  test.each(forbidden.map((snippet, number) => [...snippet, number] as const))('%s: %s', (...args) => {
    const [path, code, number] = args
    expect(reported).toContain(placeOf([path, code], number))
  })
})

describe('lint allows', () => {
  test.each(allowed.map((snippet, number) => [...snippet, forbidden.length + number] as const))(
    '%s: %s',
    (path, code, number) => {
      expect(reported).not.toContain(placeOf([path, code], number))
    },
  )
})
