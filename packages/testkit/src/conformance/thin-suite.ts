import { polynomialCount, type Thinning } from '@polylog/core'
import { chebyshev } from '@polylog/moments'
import { balanceTowards } from '@polylog/moments/removals'
import type { OperationSuite } from './operation-suite.js'
import { checkThinning, type PolynomialThinRequest } from './thin-check.js'
import { thinClaims } from './thin-claims.js'

export const thinSuite: OperationSuite<PolynomialThinRequest, Thinning> = {
  operation: 'thin',
  run: async (backend, request) => backend.thin!(request),
  async requests({ set }) {
    const features = (order: number) => polynomialCount(set.dim, order)
    return [
      { name: 'chebyshev(2) to the rank', request: { set, map: chebyshev(2), size: 1 } },
      {
        name: 'chebyshev(3) to as many points as features',
        request: { set, map: chebyshev(3), size: features(3) },
      },
      {
        name: 'chebyshev(1), half of the points, on the way to few',
        request: {
          set,
          map: chebyshev(1),
          size: Math.max(features(1), set.size >> 1),
          finalSize: features(1),
          balance: balanceTowards(set, set, 1, features(1)),
        },
      },
      { name: 'chebyshev(2), nothing to leave out', request: { set, map: chebyshev(2), size: set.size } },
    ]
  },
  check: ({ label, request, result, input }) => checkThinning(label, request, result, input),
  claims: thinClaims,
}
