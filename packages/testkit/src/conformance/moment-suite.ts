import { featureCount, type MomentRequest, type ScaledMoments } from '@polylog/core'
import { ensure, ensureClose } from './ensure.js'
import { columnScales, featureRequests } from './feature-requests.js'
import { type OperationSuite, type Outcome, TOLERANCE } from './operation-suite.js'
import { oracle } from './oracle.js'

export const momentSuite: OperationSuite<MomentRequest, Float64Array> = {
  operation: 'moments',
  run: async (backend, request) => backend.moments!(request),
  requests: featureRequests,
  async check(outcome) {
    await checkSums(outcome, outcome.result, await oracle().moments(outcome.request))
  },
  claims: [],
}

export const scaledMomentSuite: OperationSuite<MomentRequest, ScaledMoments> = {
  operation: 'scaledMoments',
  run: async (backend, request) => backend.scaledMoments!(request),
  requests: featureRequests,
  async check(outcome) {
    const expected = await oracle().scaledMoments(outcome.request)
    await checkSums(outcome, outcome.result.sums, expected.sums)
    await checkSums(outcome, outcome.result.scales, expected.scales)
  },
  claims: [],
}

async function checkSums(
  { label, request, precision }: Outcome<MomentRequest, unknown>,
  found: Float64Array,
  expected: Float64Array,
): Promise<void> {
  const { set, map, cells } = request
  const count = featureCount(map, set.dim)
  ensure(found instanceof Float64Array, () => `${label}: the sums are not a Float64Array`)
  const table = await oracle().features(request)
  const scales = columnScales(map, set.dim, table.values)
  ensureClose(
    label,
    found,
    expected,
    i => scales[i % count] * cells.masses[Math.floor(i / count)],
    TOLERANCE[precision],
    i => `cell ${Math.floor(i / count)}, feature ${i % count}`,
  )
}
