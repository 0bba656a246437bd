import { type Cells, type CoverRequest, type MaybePromise, OptionError } from '@polylog/core'
import { ballCells } from './ball-cells.js'
import { gridCells } from './grid-cells.js'
import { kCentreCells } from './k-centre-cells.js'
import { kMeansCells } from './k-means-cells.js'
import { kdCells } from './kd-cells.js'
import { runCells } from './run-cells.js'
import { smallestBallCells } from './smallest-ball-cells.js'

/**
 * Covers a set as the request's descriptor says. A promise for `k-means`, whose `assign` may be asynchronous.
 *
 * @throws OptionError for an unknown kind of covering, or a bad count
 */
export function cover(request: CoverRequest): MaybePromise<Cells> {
  const { set, covering, count, seed, assign } = request
  switch (covering.kind) {
    case 'kd':
      return kdCells(set, { count, sample: covering.sample, seed })
    case 'k-means': {
      const { iterations, batchSize } = covering
      return kMeansCells(set, { count, seed, iterations, batchSize, assign })
    }
    case 'k-centre':
      return kCentreCells(set, { count })
    case 'balls':
      return ballCells(set, { count, seed, share: covering.share })
    case 'grid':
      return gridCells(set, { count })
    case 'runs':
      return runCells(set, { count })
    case 'smallest-ball':
      return smallestBallCells(set, { count })
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
