/**
 * Operations a second of the kernel's matrix product, and of a whole reduction of 2N points to N, side by side:
 * `pnpm --filter @polylog/backend-wasm bench`. A reduction is counted as the 11/3 N^3 operations of its
 * factorisation (5/3), tableau (1) and crossover (1).
 */
import { compileKernel } from '@polylog/assemblyscript-preset'

const RUNS = 40

/** Runs before them, by which time the kernel has been compiled for speed. */
const WARM_UP = 100
const binary = await compileKernel(new URL('../assembly/bench.ts', import.meta.url))
const { instance } = await WebAssembly.instantiate(binary, { env: { abort() {} } })
const { prepareMatrices, multiply, preparePoints, drawPoints, reduce } = instance.exports

const seconds = work => {
  const start = performance.now()
  work()
  return (performance.now() - start) / 1000
}

const median = values => values.sort((a, b) => a - b)[values.length >> 1]

console.log('    N   product GFLOP/s   reduction GFLOP/s   share   reduction ms   points left')
for (const n of [56, 126, 252, 462]) {
  const products = []
  const reductions = []
  let left = 0
  for (let run = 0; run < RUNS + WARM_UP; run++) {
    prepareMatrices(n)
    const product = seconds(() => multiply(n))
    preparePoints(n)
    drawPoints(n)
    const reduction = seconds(() => {
      left = reduce(n)
    })
    if (run < WARM_UP) continue
    products.push(product)
    reductions.push(reduction)
  }
  const product = (2 * n ** 3) / median(products) / 1e9
  const time = median(reductions)
  const reduction = ((11 / 3) * n ** 3) / time / 1e9
  const columns = [
    n,
    product.toFixed(1),
    reduction.toFixed(1),
    `${Math.round((100 * reduction) / product)} %`,
  ]
  console.log(
    [...columns, (1000 * time).toFixed(3), left]
      .map((cell, i) => String(cell).padStart([5, 18, 20, 8, 15, 14][i]))
      .join(''),
  )
}
