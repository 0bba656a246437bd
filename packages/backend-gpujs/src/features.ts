import {
  checkFeatureMap,
  type DirectionFeatures,
  type FeatureRequest,
  type FeatureTable,
  featureCount,
  framedCoordinates,
  gradedMultiIndices,
  type PolynomialFeatures,
  plainFeatureParts,
} from '@polylog/core'
import { type Engine, MAX_ENTRIES } from './engine.js'
import { LINEAR_KERNEL, polynomialKernel } from './kernels.js'

/** Evaluates the parts of the map one after the other, each for all cells, in blocks of rows. */
export async function features(engine: Engine, request: FeatureRequest): Promise<FeatureTable> {
  const { dim } = request.set
  checkFeatureMap(request.map, dim)
  const parts = plainFeatureParts(request.map, 'GPU.js')
  const count = featureCount(request.map, dim)
  const rows = request.cells.permutation.length
  const values = new Float32Array(rows * count)
  for (let row = 0; row < rows; row++) values[row * count] = 1
  let column = 1
  for (const part of parts) {
    await evaluatePart(engine, request, part, values, count, column)
    column += featureCount(part, dim) - 1
  }
  return { count, values }
}

/** Writes all but the constant of one part to the columns from `column` on. */
async function evaluatePart(
  engine: Engine,
  request: FeatureRequest,
  part: PolynomialFeatures | DirectionFeatures,
  values: Float32Array,
  count: number,
  column: number,
): Promise<void> {
  const { dim } = request.set
  const rows = request.cells.permutation.length
  const columns = featureCount(part, dim) - 1
  const block = Math.max(1, Math.min(rows, Math.floor(MAX_ENTRIES / Math.max(columns, dim))))
  const polynomial = part.kind === 'polynomial'
  const source = polynomial ? polynomialKernel(part.basis) : LINEAR_KERNEL
  const parameters = Float32Array.from(
    polynomial ? gradedMultiIndices(dim, part.order).subarray(dim) : part.directions,
  )
  await engine.withKernel(source, [columns, block], { dim }, async run => {
    for (let start = 0; start < rows; start += block) {
      const end = Math.min(rows, start + block)
      const coordinates = framedCoordinates(request, start, end, polynomial, block)
      const table = (await run(coordinates, parameters)) as Float32Array[]
      for (let row = start; row < end; row++) values.set(table[row - start], row * count + column)
    }
  })
}
