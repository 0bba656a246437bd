import { compress } from '@polylog/compress'
import { createRng, totalMass, weightedSet } from '@polylog/core'
import { expect, test } from 'vitest'

test('a table of three distinct rows comes out with three, each with its mass', async () => {
  const rng = createRng(1)
  const kinds = [
    [0, 1],
    [2, 5],
    [7, -3],
  ]
  const rows = Array.from({ length: 3000 }, () => rng.integer(3))
  const { set, indices, certificate } = await compress(
    rows.map(kind => kinds[kind]),
    { size: 100 },
  )
  expect(set.size).toBe(3)
  expect(certificate.outputSize).toBe(3)
  for (let i = 0; i < 3; i++) {
    const kind = rows[indices[i]]
    expect([...set.points.subarray(2 * i, 2 * i + 2)]).toEqual(kinds[kind])
    expect(set.weights[i]).toBeCloseTo(rows.filter(other => other === kind).length, 8)
  }
})

test('equal points are the same point with any sign of zero', async () => {
  const points = Float64Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? 0 : -0))
  const { set } = await compress(weightedSet(points, { dim: 1 }), { size: 20, order: 2 })
  expect(set.size).toBe(1)
  expect(totalMass(set)).toBe(400)
})
