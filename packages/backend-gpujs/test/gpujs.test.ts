import { cpu } from '@polylog/backend-cpu'
import { gpujs } from '@polylog/backend-gpujs'
import { createRng, UnavailableError, weightedSet } from '@polylog/core'
import { chebyshev, custom, directions, sum } from '@polylog/moments'
import { testBackend } from '@polylog/testkit'
import { GPU } from 'gpu.js'
import { describe, expect, test, vi } from 'vitest'

const one = { points: Float64Array.of(1), dim: 1, centres: Float64Array.of(1) }

for (const mode of ['cpu', 'webasm'] as const) {
  testBackend(() => gpujs({ GPU, mode }), { describe, test, title: `gpujs in the mode ${mode}` })

  test(`device says that ${mode} ran`, async () => {
    const backend = gpujs({ GPU, mode })
    await backend.assign!(one)
    expect(backend.device).toBe(mode)
    await backend.dispose!()
  })
}

test('device says what ran when GPU.js chose the mode', async () => {
  const backend = gpujs({ GPU })
  expect(backend.device).toBe('not chosen yet')
  await backend.assign!(one)
  expect(['headlessgl', 'webgl2', 'webgl', 'webasm', 'cpu']).toContain(backend.device)
  await backend.dispose!()
})

test('gpu.js is loaded when it is not handed in', async () => {
  const backend = gpujs({ mode: 'cpu' })
  expect((await backend.assign!(one)).nearest).toEqual(Uint32Array.of(0))
  await backend.dispose!()
})

test('dispose destroys the GPU instance, once', async () => {
  const destroy = vi.spyOn(GPU.prototype, 'destroy')
  const backend = gpujs({ GPU, mode: 'cpu' })
  await backend.assign!(one)
  await backend.dispose!()
  await backend.dispose!()
  expect(destroy).toHaveBeenCalledTimes(1)
  destroy.mockRestore()
})

test('a mode that is not there is an error that names it', async () => {
  const backend = gpujs({ GPU, mode: 'webgl2' })
  await expect(backend.assign!(one)).rejects.toThrow(UnavailableError)
  await expect(backend.assign!(one)).rejects.toThrow(/webgl2/)
  await expect(backend.assign!(one)).rejects.toHaveProperty('cause')
  await backend.dispose!()
})

test('functions run on the CPU only, and the error says so', async () => {
  const set = weightedSet([[1], [2]])
  const cells = await cpu().cover!({ set, covering: { kind: 'kd' }, count: 1, seed: 1 })
  const map = sum(
    chebyshev(1),
    custom(point => [point[0] ** 3], 1),
  )
  const features = gpujs({ GPU, mode: 'cpu' }).features!({ set, cells, map, frames: Float64Array.of(1, 2) })
  await expect(features).rejects.toThrow(/Functions run on the CPU/)
})

test('features of more rows than fit one block are those of the oracle', async () => {
  const rng = createRng(3)
  const dim = 64
  const set = weightedSet(
    Float64Array.from({ length: 66_000 * dim }, () => rng.uniform()),
    { dim },
  )
  const cells = await cpu().cover!({ set, covering: { kind: 'kd' }, count: 3, seed: 1 })
  const frames = new Float64Array(cells.count * 2 * dim)
  for (let cell = 0; cell < cells.count; cell++) frames.fill(1, (2 * cell + 1) * dim, (2 * cell + 2) * dim)
  const map = directions([Array.from({ length: dim }, (_, axis) => axis / dim)])
  const backend = gpujs({ GPU, mode: 'webasm' })
  const { values } = await backend.features!({ set, cells, map, frames })
  const expected = (await cpu().features!({ set, cells, map, frames })).values
  let worst = 0
  for (let i = 0; i < values.length; i++) worst = Math.max(worst, Math.abs(values[i] - expected[i]))
  expect(worst).toBeLessThan(1e-4)
  await backend.dispose!()
})
