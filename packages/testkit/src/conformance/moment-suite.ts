import { featureCount, type MomentRequest } from '@polylog/core'
import { ensure, ensureClose } from './ensure.js'
import { columnScales, featureRequests } from './feature-requests.js'
import { type OperationSuite, TOLERANCE } from './operation-suite.js'
import { oracle } from './oracle.js'

export const momentSuite: OperationSuite<MomentRequest, Float64Array> = {
  operation: 'moments',
  run: async (backend, request) => backend.moments!(request),
  requests: featureRequests,
  async check({ label, request, result, precision }) {
    const { set, map, cells } = request
    const count = featureCount(map, set.dim)
    ensure(result instanceof Float64Array, () => `${label}: the moments are not a Float64Array`)
    const table = await oracle().features(request)
    const scales = columnScales(map, set.dim, table.values)
    ensureClose(
      label,
      result,
      await oracle().moments(request),
      i => scales[i % count] * cells.masses[Math.floor(i / count)],
      TOLERANCE[precision],
      i => `cell ${Math.floor(i / count)}, feature ${i % count}`,
    )
  },
  claims: [],
}
