import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const built = new URL('../dist/index.js', import.meta.url).href
const folder = fileURLToPath(new URL('..', import.meta.url))

test('idle workers do not keep a process from ending, and busy ones do', () => {
  const program = `
    import { wasm } from ${JSON.stringify(built)}
    const size = 40000
    let state = 1
    const points = Float64Array.from({ length: 3 * size }, () => (state = (state * 16807) % 2147483647) / 2147483647)
    const all = Uint32Array.from({ length: size }, (_, i) => i)
    const offsets = Uint32Array.from({ length: 11 }, (_, i) => (i * size) / 10)
    wasm({ threads: 2 }).reduce({
      set: { size, dim: 3, points, weights: new Float64Array(size).fill(1) },
      cells: { count: 10, offsets, permutation: all },
      map: { kind: 'polynomial', basis: 'chebyshev', order: 5 },
      targets: new Uint32Array(10).fill(56),
    }).then(({ indices }) => console.log(indices.length))
  `
  const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 30_000,
  })
  expect(stdout.trim()).toBe('560')
  expect(status).toBe(0)
})
