import { type Cells, type CoverRequest, selectAxes, type WeightedSet } from '@polylog/core'
import type { ComposedBackend } from './compose-backends.js'
import type { Settings } from './settings.js'

/** Cells of the set, made and measured by those coordinates that count for them. */
export async function coverSet(
  set: WeightedSet,
  covering: Pick<CoverRequest, 'covering' | 'count' | 'seed'>,
  { coveringAxes, signal }: Settings,
  backend: ComposedBackend,
): Promise<Cells> {
  const seen = coveringAxes ? selectAxes(set, coveringAxes) : set
  const assign: CoverRequest['assign'] = request => backend.run('assign', request)
  const cells = await backend.run('cover', { ...covering, set: seen, assign, signal })
  // What was gathered lacks the other coordinates.
  return coveringAxes ? { ...cells, gathered: undefined } : cells
}
