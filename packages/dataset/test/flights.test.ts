import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { compressDataset } from '@polylog/dataset'
import { tableFromIPC } from 'apache-arrow'
import { Matrix, solve } from 'ml-matrix'
import { expect, it } from 'vitest'

const entry = createRequire(import.meta.url).resolve('vega-datasets')
const flights = tableFromIPC(readFileSync(join(dirname(entry), '..', 'data', 'flights-200k.arrow')))

/** Coefficients of `1, t, d, t², t d, d²` by normal equations. */
function regression(
  time: ArrayLike<number>,
  distance: ArrayLike<number>,
  delay: ArrayLike<number>,
  weightOf: (row: number) => number,
): number[] {
  const normal = Matrix.zeros(6, 6)
  const right = Matrix.zeros(6, 1)
  for (let row = 0; row < delay.length; row++) {
    const [t, d] = [time[row] / 24 - 0.5, distance[row] / 2500 - 0.5]
    const columns = [1, t, d, t * t, t * d, d * d]
    for (let i = 0; i < 6; i++) {
      right.set(i, 0, right.get(i, 0) + weightOf(row) * columns[i] * delay[row])
      for (let j = 0; j < 6; j++) normal.set(i, j, normal.get(i, j) + weightOf(row) * columns[i] * columns[j])
    }
  }
  return solve(normal, right).to1DArray()
}

it('231,083 real flights: regression on 60 of them has the coefficients of all, to nine digits', async () => {
  const coreset = await compressDataset(flights, { target: 'delay', size: 60, leastSquares: 2 })
  const column = (name: string) => flights.getChild(name)!.toArray() as ArrayLike<number>
  const [time, distance, delay] = ['time', 'distance', 'delay'].map(column)
  const whole = regression(time, distance, delay, () => 1)
  const pick = (values: ArrayLike<number>) => Array.from(coreset.indices, row => values[row])
  const few = regression(pick(time), pick(distance), pick(delay), row => coreset.weights[row])
  const scale = Math.max(...whole.map(Math.abs))
  whole.forEach((value, i) => {
    expect(Math.abs(few[i] - value)).toBeLessThan(1e-9 * scale)
  })
})
