import { createRng, spreadOf, weightedSet } from '@polylog/core'
import { expect, test } from 'vitest'

test.each([1, 1e-170, 1e300])(
  'spreadOf is the mean and the deviation of every coordinate, at the scale %f',
  scale => {
    const rng = createRng(1)
    const rows = Array.from({ length: 4000 }, () => [
      scale * rng.uniform(),
      scale,
      scale * (rng.uniform() - 3),
    ])
    const weights = rows.map((_, i) => (i === 0 ? 0 : 1))
    rows[0] = [100 * scale, -100 * scale, 100 * scale]
    const { mean, deviation } = spreadOf(weightedSet(rows, { weights }))
    expect(mean[0] / scale).toBeCloseTo(0.5, 1)
    expect(mean[1]).toBe(scale)
    expect(mean[2] / scale).toBeCloseTo(-2.5, 1)
    expect(deviation[0] / scale).toBeCloseTo(Math.sqrt(1 / 12), 2)
    expect(deviation[1]).toBe(0)
  },
)
