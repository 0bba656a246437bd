import { createRng } from '@polylog/core'
import { compressDataset } from '@polylog/dataset'
import { describe, expect, it } from 'vitest'

/** Embeddings that vary in a few directions, and labels that depend on them. */
function embedded(size: number, width: number) {
  const rng = createRng(width)
  const intrinsic = 6
  const mixing = Float64Array.from({ length: intrinsic * width }, () => rng.normal() / Math.sqrt(intrinsic))
  const values = new Float32Array(size * width)
  const y = new Float64Array(size)
  const kind: string[] = []
  for (let row = 0; row < size; row++) {
    const latent = Array.from({ length: intrinsic }, () => rng.normal())
    for (let axis = 0; axis < width; axis++) {
      const sum = latent.reduce((total, value, j) => total + value * mixing[j * width + axis], 0)
      values[row * width + axis] = Math.tanh(sum) + 0.05 * rng.normal()
    }
    y[row] = latent[0] + Math.sin(latent[1]) + 0.1 * rng.normal()
    kind.push(latent[2] > 0 ? 'a' : 'b')
  }
  return { embedding: { values, width }, y, kind }
}

/** A ridge function of embeddings, which nothing has seen. */
function ridge(width: number, seed: number) {
  const rng = createRng(seed)
  const direction = Float64Array.from({ length: width }, () => rng.normal() / Math.sqrt(width))
  return (values: Float32Array, row: number) => {
    let t = 0
    for (let axis = 0; axis < width; axis++) t += direction[axis] * values[row * width + axis]
    return Math.max(0, t) + Math.tanh(2 * t)
  }
}

describe('embeddings', () => {
  it.each([
    [64, 2000, 300],
    [1024, 800, 160],
  ])(
    'of %i numbers, %i rows to %i: models err less than on as many random rows',
    async (width, size, keep) => {
      const table = embedded(size, width)
      const { embedding, y } = table
      const { indices, weights, certificate } = await compressDataset(table, {
        target: 'y',
        along: ['kind'],
        size: keep,
        quality: 'fast',
      })
      expect(indices.length).toBeLessThanOrEqual(keep)
      expect(certificate.momentResidual).toBeLessThan(1e-12)
      const errorOf = (rows: ArrayLike<number>, masses: ArrayLike<number>) => {
        let error = 0
        for (let seed = 0; seed < 20; seed++) {
          const model = ridge(width, seed)
          const loss = (row: number) =>
            model(embedding.values, row) ** 2 - 2 * y[row] * model(embedding.values, row)
          let [whole, few] = [0, 0]
          for (let row = 0; row < size; row++) whole += loss(row)
          for (let i = 0; i < rows.length; i++) few += masses[i] * loss(rows[i])
          error += Math.abs(whole - few) / size / 8
        }
        return error
      }
      const rng = createRng(1)
      let random = 0
      for (let draw = 0; draw < 4; draw++) {
        const rows = Array.from({ length: keep }, () => rng.integer(size))
        random += errorOf(rows, new Float64Array(keep).fill(size / keep)) / 4
      }
      expect(errorOf(indices, weights)).toBeLessThan(random / 2)
    },
  )

  it('have labels kept: so few rows cannot carry projected ones', async () => {
    const { embedding, y } = embedded(500, 64)
    await expect(
      compressDataset({ embedding, y }, { target: 'y', size: 100, labels: 'projected' }),
    ).rejects.toThrow(
      "Projected labels of 64 inputs need 2145 rows of all rows for degree 1, and its share is 100. Give labels 'kept'",
    )
  })

  it('are compressed class by class', async () => {
    const { embedding, kind } = embedded(1500, 64)
    const { certificate, weights } = await compressDataset(
      { embedding, kind },
      { target: 'kind', size: 150, quality: 'fast' },
    )
    expect(certificate.strata.map(({ name }) => name)).toEqual(['kind=a', 'kind=b'])
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1500, 8)
  })
})
