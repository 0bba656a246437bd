import { AccuracyError, OptionError, type WeightedSet } from '@polylog/core'
import { chebyshev } from '@polylog/moments'
import type { Compression } from './compression.js'
import { nodesNeeded } from './output-size.js'
import type { Settings } from './settings.js'

/** The bracket is closed once its ends are within this factor. */
const CLOSE = 1.05

/**
 * The smallest compression found whose error is within a tolerance: sizes are doubled until one is, then the
 * bracket is halved, on a logarithmic scale, until its ends are within 5 %. The whole input, unchanged, meets every
 * tolerance; the certificate lists what smaller sizes reached.
 *
 * @param compressTo compresses to at most so many points
 * @throws OptionError if there is neither a probe nor an order by which an error could be told
 */
export async function smallestWithin(
  set: WeightedSet,
  tolerance: number,
  settings: Settings,
  compressTo: (size: number) => Promise<Compression>,
): Promise<Compression> {
  if (settings.features && !settings.probe) {
    throw new OptionError('tolerance is given for features without a probe', 'Give a probe, or size instead')
  }
  const errorOf = ({ certificate }: Compression) =>
    (settings.probe ? certificate.probeError : certificate.nextOrderDefect) ?? Infinity
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
  const report = { asked: tolerance, reached: errorOf(good), tried }
  return { ...good, certificate: { ...good.certificate, tolerance: report } }
}

function smallestSize({ dim, size }: WeightedSet, { order, features, nodes }: Settings): number {
  const map = features ?? chebyshev(typeof order === 'number' ? order : 1)
  const needed = nodesNeeded(map, dim, nodes)
  return Math.min(needed, size)
}
