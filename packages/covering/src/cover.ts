import { type Cells, type CoverRequest, type MaybePromise, OptionError } from '@polylog/core'
import { ballCells } from './ball-cells.js'
import { kdCells } from './kd-cells.js'
import { runCells } from './run-cells.js'

/**
 * Covers a set as the request's descriptor says. A promise for the kinds that are seldom asked for, whose code is loaded
 * when they are.
 *
 * @throws OptionError for an unknown kind of covering, or a bad count; the promise is rejected with it
 */
export function cover(request: CoverRequest): MaybePromise<Cells> {
  const { set, covering, count, seed, assign } = request
  switch (covering.kind) {
    case 'kd':
      return kdCells(set, { count, sample: covering.sample, seed })
    case 'balls':
      return ballCells(set, { count, seed, share: covering.share })
    case 'runs':
      return runCells(set, { count })
    case 'k-means': {
      const { iterations, batchSize } = covering
      const options = { count, seed, iterations, batchSize, assign }
      return import('./k-means-cells.js').then(({ kMeansCells }) => kMeansCells(set, options))
    }
    case 'k-centre':
      return import('./k-centre-cells.js').then(({ kCentreCells }) => kCentreCells(set, { count }))
    case 'grid':
      return import('./grid-cells.js').then(({ gridCells }) => gridCells(set, { count }))
    case 'smallest-ball':
      return import('./smallest-ball-cells.js').then(({ smallestBallCells }) =>
        smallestBallCells(set, { count }),
      )
    default:
      throw unknownKind(covering)
  }
}

/** Descriptors come from files too, where types cannot check them. */
function unknownKind(covering: never): OptionError {
  const kind: unknown = (covering as { readonly kind?: unknown }).kind
  return new OptionError(
    `The covering's kind is ${JSON.stringify(kind)}`,
    "Use 'kd', 'balls', 'k-means', 'k-centre', 'grid', 'runs' or 'smallest-ball'",
  )
}
