import { type FeatureMap, featureLeaves, OptionError } from '@polylog/core'
import { sameNumbers } from './stream-frame.js'
import type { StreamSettings } from './stream-options.js'

/**
 * The options on which a stream's results depend, as text by name. Functions are only counted as given or not.
 */
export function optionTexts(settings: StreamSettings): Readonly<Record<string, string>> {
  const { size, order, features, covering, quality, seed, bufferRows, probe, budget, coveringAxes } = settings
  return {
    size: String(size),
    order: String(order),
    features: features ? JSON.stringify(plainMap(features)) : 'none',
    covering: covering ? JSON.stringify(covering) : 'the default',
    quality,
    seed: String(seed),
    bufferRows: bufferRows === undefined ? 'the default' : String(bufferRows),
    probe: probe ? 'a function' : 'none',
    ...(coveringAxes && { coveringAxes: coveringAxes.join(', ') }),
    ...(budget && { budget: JSON.stringify(budget) }),
  }
}

/** @throws OptionError naming the first option that differs */
export function checkSameOptions(
  ours: Readonly<Record<string, string>>,
  theirs: Readonly<Record<string, string>>,
  [one, other]: readonly [string, string],
): void {
  for (const name of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    if (ours[name] === theirs[name]) continue
    throw new OptionError(
      `${name} is ${ours[name] ?? 'none'} in ${one} and ${theirs[name] ?? 'none'} in ${other}`,
      `Give ${name} as it was, or begin anew`,
    )
  }
}

/**
 * Functions cannot be compared but by what they return.
 *
 * @param point any at which both are defined; without one, nothing is known to differ
 * @throws OptionError naming the option whose functions differ
 */
export function checkSameFunctions(
  ours: Pick<StreamSettings, 'features' | 'probe'>,
  theirs: Pick<StreamSettings, 'features' | 'probe'>,
  point: Float64Array | undefined,
  [one, other]: readonly [string, string],
): void {
  for (const name of ['probe', 'features'] as const) {
    if (ours[name] === theirs[name] || !point) continue
    const [a, b] = [valuesAt(point, ours[name]), valuesAt(point, theirs[name])]
    if (sameNumbers(a, b)) continue
    throw new OptionError(
      `${name} is one function in ${one} and another in ${other}: at the point (${point.join(', ')}) they are ${a.join(', ')} and ${b.join(', ')}`,
      `Give ${name} as it was, or begin anew`,
    )
  }
}

/** What a probe, or the functions in a map, return. */
export function valuesAt(
  point: Float64Array,
  functions: StreamSettings['features'] | StreamSettings['probe'],
): readonly number[] {
  if (!functions) return []
  if (typeof functions === 'function') return Array.from(functions(point.slice()))
  return featureLeaves(functions).flatMap(part =>
    part.kind === 'custom' ? Array.from(part.evaluate(point.slice())) : [],
  )
}

/** A map as plain data, functions left out. */
export function plainMap(map: FeatureMap): unknown {
  if (map.kind === 'sum' || map.kind === 'product') return { kind: map.kind, maps: map.maps.map(plainMap) }
  return Object.fromEntries(
    Object.entries(map)
      .filter(([, value]) => typeof value !== 'function')
      .map(([name, value]) => [name, value instanceof Float64Array ? Array.from(value) : value]),
  )
}
