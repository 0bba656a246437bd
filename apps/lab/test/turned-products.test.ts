import { createRng } from '@polylog/core'
import { grads, matMul, memory, type Tensor, tensor, tidy } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { startTensors } from '../src/training/start-tensors.js'

describe('products whose factors are turned first', () => {
  beforeAll(async () => {
    await startTensors()
    // Beginning twice must not turn them twice.
    await startTensors()
  })

  const drawn = (shape: readonly number[], seed: number) => {
    const rng = createRng(seed)
    const size = shape.reduce((all, length) => all * length, 1)
    return tensor(
      Float32Array.from({ length: size }, () => rng.normal()),
      [...shape],
    )
  }

  /** In double precision, of stacks of matrices `batch × rows × inner` and `batch × inner × columns`. */
  function byHand(a: Tensor, b: Tensor, turnA: boolean, turnB: boolean): readonly number[] {
    const [first, second] = [a, b].map(matrix => {
      const stack = matrix.arraySync() as number[][][]
      return matrix.rank === 2 ? [stack as unknown as number[][]] : stack
    })
    return first.flatMap((left, i) => {
      const right = second[second.length === 1 ? 0 : i]
      const rows = turnA ? left[0].length : left.length
      const columns = turnB ? right.length : right[0].length
      const inner = turnA ? left.length : left[0].length
      const at = (m: number[][], turn: boolean, i: number, j: number) => (turn ? m[j][i] : m[i][j])
      return Array.from({ length: rows * columns }, (_, place) => {
        const [row, column] = [Math.floor(place / columns), place % columns]
        let sum = 0
        for (let k = 0; k < inner; k++) sum += at(left, turnA, row, k) * at(right, turnB, k, column)
        return sum
      })
    })
  }

  it.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])('are the same, the first turned: %s, the second: %s', (turnA, turnB) => {
    for (const stack of [[], [3]]) {
      const a = drawn([...stack, ...(turnA ? [5, 7] : [7, 5])], 1)
      const b = drawn([...stack, ...(turnB ? [4, 5] : [5, 4])], 2)
      const before = memory()
      const product = matMul(a, b, turnA, turnB)
      expect(product.shape).toEqual([...stack, 7, 4])
      const expected = byHand(a, b, turnA, turnB)
      product.dataSync().forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i], 4)
      })
      product.dispose()
      expect(memory()).toEqual(before)
      for (const factor of [a, b]) factor.dispose()
    }
  })

  it('have the gradients that they had, and leave nothing behind', () => {
    const [a, b] = [drawn([6, 3], 3), drawn([3, 2], 4)]
    const before = memory().numTensors
    const [byA, byB] = tidy(() =>
      grads((x, y) => matMul(x, y).sum())([a, b]).map(gradient => gradient.arraySync() as number[][]),
    )
    const rowSums = (b.arraySync() as number[][]).map(row => row.reduce((sum, value) => sum + value, 0))
    byA.forEach(row => {
      row.forEach((value, i) => {
        expect(value).toBeCloseTo(rowSums[i], 5)
      })
    })
    const columnSums = [0, 1, 2].map(i => (a.arraySync() as number[][]).reduce((sum, row) => sum + row[i], 0))
    byB.forEach((row, i) => {
      for (const value of row) expect(value).toBeCloseTo(columnSums[i], 5)
    })
    expect(memory().numTensors).toBe(before)
  })
})
