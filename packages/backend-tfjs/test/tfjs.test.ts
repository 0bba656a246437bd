import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { cpu } from '@polylog/backend-cpu'
import { tfjs } from '@polylog/backend-tfjs'
import { createRng, OptionError, UnavailableError, weightedSet } from '@polylog/core'
import { chebyshev, custom, directions, sum } from '@polylog/moments'
import { beforeAll, describe, expect, test } from 'vitest'

beforeAll(() => tf.setBackend('cpu'))

async function request(rows: number, dim: number) {
  const rng = createRng(7)
  const set = weightedSet(
    Float64Array.from({ length: rows * dim }, () => rng.normal()),
    { dim },
  )
  const cells = await cpu().cover!({ set, covering: { kind: 'kd' }, count: 3, seed: 1 })
  const frames = new Float64Array(cells.count * 2 * dim).fill(-4)
  for (let cell = 0; cell < cells.count; cell++) frames.fill(4, (2 * cell + 1) * dim, (2 * cell + 2) * dim)
  return { set, cells, frames }
}

describe('features', () => {
  test('of more rows than fit one block are those of the oracle', async () => {
    const map = sum(chebyshev(4), directions([Array.from({ length: 12 }, (_, axis) => axis / 12)]))
    const large = { ...(await request(250, 12)), map }
    const { values, count } = await tfjs({ tf }).features!(large)
    const expected = await cpu().features!(large)
    expect(count).toBe(expected.count)
    let worst = 0
    for (let i = 0; i < values.length; i++) worst = Math.max(worst, Math.abs(values[i] - expected.values[i]))
    expect(worst).toBeLessThan(1e-5)
  })

  test.each([
    ['a function', custom(point => [point[0]], 1)],
    [
      'a sum that holds a function',
      sum(
        chebyshev(2),
        custom(point => [point[0]], 1),
      ),
    ],
  ])('of %s run on the CPU only, and the error says so', async (_, map) => {
    const features = tfjs({ tf }).features!({ ...(await request(5, 2)), map })
    await expect(features).rejects.toThrow(UnavailableError)
    await expect(features).rejects.toThrow(/Functions run on the CPU/)
  })
})

test('without TensorFlow.js, the error says how to hand it in', () => {
  const nothing = {} as Parameters<typeof tfjs>[0]
  expect(() => tfjs(nothing)).toThrow(OptionError)
  expect(() => tfjs(nothing)).toThrow(/tfjs\(\{ tf: await import/)
})

test('an engine that does not start is named as the cause', async () => {
  const cause = new Error('No backend found in registry.')
  const engineless = { ...tf, ready: () => Promise.reject(cause) }
  const assigned = tfjs({ tf: engineless }).assign!({
    points: Float64Array.of(1),
    dim: 1,
    centres: Float64Array.of(1),
  })
  await expect(assigned).rejects.toMatchObject({ code: 'unavailable', cause })
})

test('an engine of 16 bits is refused', async () => {
  const half = { ...tf, backend: () => ({ ...tf.backend(), floatPrecision: () => 16 as const }) }
  const assigned = tfjs({ tf: half as typeof tf }).assign!({
    points: Float64Array.of(1),
    dim: 1,
    centres: Float64Array.of(1),
  })
  await expect(assigned).rejects.toThrow(/16 bits/)
})
