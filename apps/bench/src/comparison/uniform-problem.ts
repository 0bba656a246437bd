import { createRng, weightedSet } from '@polylog/core'
import { drawReferenceFunction, uniformCube } from '@polylog/testkit'
import type { Problem } from './comparison.js'

/** Points uniform on `[-1, 1]^dim`, judged by `|f(θ) - f(θ')|` for a draw of the reference function. */
export function uniformProblem(size: number, dim: number, seed: number): Problem {
  const rng = createRng(seed)
  const input = weightedSet(uniformCube(size, dim, rng), { dim })
  const reference = drawReferenceFunction(dim, rng)
  return {
    input,
    error: compressed => Math.abs(reference(input) - reference(compressed)),
  }
}
