import { AccuracyError, OptionError, type WeightedSet } from '@polylog/core'
import { chebyshev } from '@polylog/moments'
import type { Compression, ToleranceReport } from './compression.js'
import { nodesNeeded } from './output-size.js'
import type { Settings } from './settings.js'

/** The bracket is closed once its ends are within this factor. */
const CLOSE = 1.05

/** Errors below this, over the mass, cannot be told from 0. */
const ROUNDING = 2 ** -53

/** Orders in a row that may need no fewer points than the best so far before the search ends. */
const PATIENCE = 2

/** Compresses to at most so many points, at an order of its own if one is given. */
export type CompressTo = (size: number, order?: number) => Promise<Compression>

/**
 * The smallest compression whose error is within a tolerance. Without a probe, defects of different orders are no measure of
 * each other: then every order, from 1 on, is searched by itself, and the one that needs the fewest points is taken.
 *
 * @throws OptionError if there is neither a probe nor an order by which an error could be told
 */
export async function smallestWithin(
  set: WeightedSet,
  tolerance: number,
  settings: Settings,
  compressTo: CompressTo,
): Promise<Compression> {
  if (settings.features && !settings.probe) {
    throw new OptionError('tolerance is given for features without a probe', 'Give a probe, or size instead')
  }
  if (settings.probe || settings.order !== 'auto') return smallestAt(set, tolerance, settings, compressTo)
  if (settings.budget) {
    throw new OptionError(
      'budget is given with a tolerance and no probe',
      'Leave it out, or give a probe: without one every order is searched, and none is chosen on trial',
    )
  }
  let best: Compression | undefined
  let worse = 0
  const tried: ToleranceReport['tried'][number][] = []
  for (let order = 1; worse < PATIENCE; order++) {
    const fixed = { ...settings, order }
    if (best && nodesNeeded(chebyshev(order), set.dim, settings.nodes) >= best.set.size) break
    const found = await smallestAt(set, tolerance, fixed, size => compressTo(size, order))
    tried.push(...found.certificate.tolerance!.tried.map(one => ({ ...one, order })))
    worse = !best || found.set.size < best.set.size ? 0 : worse + 1
    if (worse === 0) best = found
  }
  const { certificate } = best!
  return { ...best!, certificate: { ...certificate, tolerance: { ...certificate.tolerance!, tried } } }
}

/**
 * The smallest compression found whose error is within a tolerance: sizes are doubled until one is, then the
 * bracket is halved, on a logarithmic scale, until its ends are within 5 %. The whole input, unchanged, meets every
 * tolerance; the certificate lists what smaller sizes reached.
 */
async function smallestAt(
  set: WeightedSet,
  tolerance: number,
  settings: Settings,
  compressTo: CompressTo,
): Promise<Compression> {
  // What looks like less is rounding: that of fewer points is never known to be 0.
  const errorOf = ({ set: kept, certificate }: Compression) => {
    const error = (settings.probe ? certificate.probeError : certificate.nextOrderDefect) ?? Infinity
    return kept.size < set.size ? Math.max(error, ROUNDING) : error
  }
  const tried: { size: number; error?: number }[] = []
  const attempt = async (size: number) => {
    try {
      const candidate = await compressTo(size)
      tried.push({ size: candidate.set.size, error: errorOf(candidate) })
      return candidate
    } catch (error) {
      // Fewer free nodes than the data admit of are no reason to give up: more may do.
      if (settings.nodes !== 'free' || !(error instanceof AccuracyError) || size >= set.size) throw error
      tried.push({ size })
      return undefined
    }
  }

  let low = smallestSize(set, settings) - 1
  let good: Compression | undefined
  for (let size = low + 1; good === undefined; size *= 2) {
    const candidate = await attempt(Math.min(size, set.size))
    if (candidate && (errorOf(candidate) <= tolerance || size >= set.size)) good = candidate
    else low = size
  }
  let high = good.set.size
  while (high > low + 1 && high > CLOSE * low) {
    const middle = Math.max(low + 1, Math.min(high - 1, Math.round(Math.sqrt(Math.max(1, low) * high))))
    const candidate = await attempt(middle)
    if (candidate && errorOf(candidate) <= tolerance) {
      good = candidate
      high = Math.min(middle, candidate.set.size)
    } else low = middle
  }
  const errors = tried.flatMap(({ size, error }) => (size < set.size && error !== undefined ? [error] : []))
  const report = {
    ...{ asked: tolerance, reached: errorOf(good), tried },
    ...(good.set.size === set.size && errors.length > 0 && { reachable: Math.min(...errors) }),
  }
  return { ...good, certificate: { ...good.certificate, tolerance: report } }
}

function smallestSize({ dim, size }: WeightedSet, { order, features, nodes }: Settings): number {
  // Of an order that is found, the mass alone may do.
  const map = features ?? chebyshev(typeof order === 'number' ? order : 0)
  const needed = nodesNeeded(map, dim, nodes)
  return Math.min(needed, size)
}
