import { gpujs } from '@polylog/backend-gpujs'
import { expect, test, vi } from 'vitest'

const missing = new Error("Cannot find package 'gpu.js'")
vi.mock('gpu.js', () => {
  throw missing
})

test('without gpu.js, the error says how to install it and keeps the cause', async () => {
  const points = Float64Array.of(1)
  const assigned = gpujs().assign!({ points, dim: 1, centres: points })
  await expect(assigned).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('npm install gpu.js'),
    cause: expect.anything(),
  })
})
