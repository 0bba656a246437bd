import { createRng } from '@polylog/core'
import { compressDataset, type DatasetOptions } from '@polylog/dataset'
import { describe, expect, it } from 'vitest'

interface Example {
  readonly a: number
  readonly b: number
  readonly y: number
  readonly count: number
  readonly share: number
  readonly kind: string
}

function examples(size: number, seed: number): Example[] {
  const rng = createRng(seed)
  return Array.from({ length: size }, () => {
    const [a, b] = [2 * rng.uniform() - 1, 2 * rng.uniform() - 1]
    const share = 1 / (1 + Math.exp(-2 * a - b))
    return {
      a,
      b,
      y: a * b + rng.normal(),
      count: Math.floor(-Math.log(rng.uniform()) * Math.exp(a)),
      share,
      kind: rng.uniform() < share ? 'yes' : 'no',
    }
  })
}

/** Models that no coreset has seen: kinked and smooth functions of the inputs. */
const MODELS: readonly ((a: number, b: number) => number)[] = [
  (a, b) => Math.tanh(2 * a - b),
  (a, b) => Math.max(0, a + b - 0.2) - Math.max(0, b - a),
  (a, b) => Math.cos(2 * a + 1) * b,
  (a, b) => a - 2 * b + a * a,
]

const LOSSES: Readonly<Record<string, (row: Example, f: number) => number>> = {
  squared: ({ y }, f) => (y - f) ** 2 - y ** 2,
  poisson: ({ count }, f) => Math.exp(f) - count * f,
  quantile: ({ y }, f) => Math.max(0.8 * (y - f), -0.2 * (y - f)),
  huber: ({ y }, f) => (Math.abs(y - f) < 1 ? (y - f) ** 2 / 2 : Math.abs(y - f) - 0.5),
  'soft cross-entropy': ({ share }, f) => Math.log1p(Math.exp(f)) - share * f,
  'cross-entropy': ({ kind }, f) => Math.log1p(Math.exp(f)) - (kind === 'yes' ? f : 0),
}

const TARGETS: Readonly<Record<string, Pick<DatasetOptions, 'target' | 'loss'>>> = {
  squared: { target: 'y' },
  poisson: { target: 'count', loss: 'poisson' },
  quantile: { target: 'y', loss: 'quantile' },
  huber: { target: 'y', loss: 'huber' },
  'soft cross-entropy': { target: 'share', loss: 'cross-entropy' },
  'cross-entropy': { target: 'kind' },
}

/** Mean error of the models' losses, which are what a training sees. */
function lossError(
  rows: readonly Example[],
  loss: string,
  indices: ArrayLike<number>,
  weights: ArrayLike<number>,
): number {
  let error = 0
  for (const model of MODELS) {
    const whole = rows.reduce((sum, row) => sum + LOSSES[loss](row, model(row.a, row.b)), 0)
    let few = 0
    for (let i = 0; i < indices.length; i++) {
      const row = rows[indices[i]]
      few += weights[i] * LOSSES[loss](row, model(row.a, row.b))
    }
    error += Math.abs(whole - few) / rows.length / MODELS.length
  }
  return error
}

function randomError(rows: readonly Example[], loss: string, size: number): number {
  const draws = 20
  let error = 0
  for (let seed = 0; seed < draws; seed++) {
    const rng = createRng(100 + seed)
    const indices = Array.from({ length: size }, () => rng.integer(rows.length))
    error += lossError(rows, loss, indices, new Float64Array(size).fill(rows.length / size)) / draws
  }
  return error
}

describe('the loss of models that nothing has seen', () => {
  it.each([
    ['squared', 20],
    ['poisson', 20],
    ['cross-entropy', 20],
    ['soft cross-entropy', 20],
    ['quantile', 5],
    ['huber', 10],
  ])('%s: errs at least %i times less than on as many random rows', async (loss, factor) => {
    const rows = examples(8000, 1)
    const inputs = ['a', 'b']
    const { indices, weights, certificate } = await compressDataset(rows, {
      inputs,
      size: 240,
      ...TARGETS[loss],
    })
    expect(indices.length).toBeLessThanOrEqual(240)
    expect(certificate.momentResidual).toBeLessThan(1e-12)
    expect(certificate.massError).toBeLessThan(1e-12)
    expect(lossError(rows, loss, indices, weights)).toBeLessThan(randomError(rows, loss, 240) / factor)
  })

  it('is chosen by the target: texts and booleans are classes, numbers are squared', async () => {
    const rows = examples(600, 2)
    const lossFor = async (options: Pick<DatasetOptions, 'target'>) => {
      const { certificate } = await compressDataset(rows, { inputs: ['a', 'b'], size: 60, ...options })
      return [certificate.loss, certificate.strata.map(({ name }) => name)]
    }
    expect(await lossFor({ target: 'y' })).toEqual(['squared', ['all rows']])
    expect(await lossFor({ target: 'kind' })).toEqual(['cross-entropy', ['kind=no', 'kind=yes']])
    expect(await lossFor({})).toEqual(['any', ['all rows']])
  })

  it('is met by a degree that was measured, also where very many rows are kept', async () => {
    const { certificate } = await compressDataset(examples(22_000, 4), {
      target: 'y',
      inputs: ['a', 'b'],
      size: 11_000,
    })
    expect(certificate.strata[0].degree).toBeGreaterThan(1)
  })

  it('of two outputs, sees both labels', async () => {
    const rows = examples(4000, 3)
    const { indices, weights } = await compressDataset(rows, {
      target: ['y', 'share'],
      inputs: ['a', 'b'],
      size: 200,
      degree: 3,
    })
    for (const label of ['y', 'share'] as const) {
      const sum = (row: Example) => row[label] * row.a * row.b ** 2
      const whole = rows.reduce((total, row) => total + sum(row), 0)
      let few = 0
      indices.forEach((row, i) => {
        few += weights[i] * sum(rows[row])
      })
      expect(few).toBeCloseTo(whole, 8)
    }
  })
})
