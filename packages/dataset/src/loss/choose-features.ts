import { type CompressBaseOptions, compress, type Probe, probeSums, ridgeFunctions } from '@polylog/compress'
import {
  allAxes,
  createRng,
  type FeatureMap,
  featureCount,
  selectAxes,
  selectRows,
  type WeightedSet,
} from '@polylog/core'
import { chebyshev } from '@polylog/moments'
import { drawRows } from '../training/draw-rows.js'
import { largeDimensionFeatures } from './large-dimension-features.js'
import { lossFeatures } from './loss-features.js'
import { isLinearInLabels, type Loss } from './losses.js'
import type { ObjectLayout } from './object-layout.js'

/** Features for objects, and the degree of the polynomials of the inputs among them, if they are such. */
export interface ChosenFeatures {
  readonly map: FeatureMap
  readonly degree?: number
}

/** Degrees that are tried. */
const DEGREES = [1, 2, 3, 4, 5, 6, 8, 10, 12]

/** Features of one cell, in a trial: more take seconds. */
const MOST_FEATURES = 512

/** Rows on which degrees are compared, where few are kept. */
const TRIAL_ROWS = 10_000
/** And where there are many inputs. */
const LARGE_TRIAL_ROWS = 4000

/** And for each row that is kept, at least: if they were as many, all would be. */
const TRIAL_ROWS_FOR_ONE = 4

/** From so many inputs on, other maps than polynomials of all of them are tried too. */
const LARGE_DIMENSION = 12

type TrialOptions = Pick<CompressBaseOptions, 'backend' | 'seed' | 'signal'>

/**
 * The features with which `size` objects err least on a fixed family of smooth and kinked ridge functions of the inputs, times
 * what the loss sees of the labels; compared on a sample of the rows.
 */
export async function chooseFeatures(
  set: WeightedSet,
  layout: ObjectLayout,
  loss: Loss,
  size: number,
  options: TrialOptions,
): Promise<ChosenFeatures> {
  const usual = layout.inputs.length < LARGE_DIMENSION ? TRIAL_ROWS : LARGE_TRIAL_ROWS
  const most = Math.max(usual, TRIAL_ROWS_FOR_ONE * size)
  const rng = createRng(options.seed ?? 0)
  const sample = set.size > most ? selectRows(set, drawRows(set.size, most, rng)) : set
  const candidates = await candidateFeatures(sample, layout, loss, size, options.seed ?? 0)
  if (candidates.length === 0) return { map: await fewFeatures(set, size) }
  if (candidates.length === 1 || size >= set.size) return candidates[0]
  const probe = lossProbe(sample, layout, loss)
  const exact = probeSums(sample, probe)
  let best = candidates[0]
  let least = Infinity
  for (const candidate of candidates) {
    const kept = await compress(sample, {
      ...options,
      size,
      features: candidate.map,
      ...coveringOf(layout, loss),
      quality: 'fast',
    })
    const error = meanLogError(exact, probeSums(kept.set, probe))
    if (error < least) {
      least = error
      best = candidate
    }
  }
  return best
}

/** Cells are made by the inputs alone where the loss has one form for all labels, and never by what only sums are kept of. */
export function coveringOf(
  { dim, inputs, labels }: ObjectLayout,
  loss: Loss,
): { readonly coveringAxes?: readonly number[] } {
  const seen = isLinearInLabels(loss) ? inputs : [...inputs, ...labels]
  return seen.length > 0 && seen.length < dim ? { coveringAxes: seen } : {}
}

async function candidateFeatures(
  set: WeightedSet,
  layout: ObjectLayout,
  loss: Loss,
  size: number,
  seed: number,
): Promise<readonly ChosenFeatures[]> {
  const most = Math.min(size, MOST_FEATURES)
  const fits = (map: FeatureMap) => featureCount(map, layout.dim) <= most
  const polynomials: ChosenFeatures[] = []
  for (const degree of DEGREES) {
    const map = lossFeatures(layout, loss, degree)
    if (!fits(map)) break
    polynomials.push({ map, degree })
  }
  if (layout.inputs.length < LARGE_DIMENSION) return polynomials
  const others = await largeDimensionFeatures(set, layout, loss, most, seed)
  return [...polynomials, ...others.filter(fits).map(map => ({ map }))]
}

/** Where not even degree 1 fits: the mass, and as many principal directions of all coordinates as do. */
export async function fewFeatures(set: WeightedSet, size: number): Promise<FeatureMap> {
  if (size === 1) return chebyshev(0)
  const { principalDirections } = await import('@polylog/moments/from-data')
  return principalDirections(set, size - 1)
}

/**
 * What a sum of losses is made of, for models that are ridge functions `g` of the inputs: `g` and `y g`; or `|y - g|` where the
 * loss has a kink. Without labels, `g` of all coordinates.
 */
function lossProbe(set: WeightedSet, { dim, inputs, labels }: ObjectLayout, loss: Loss): Probe {
  const known = loss === 'any' ? [...inputs, ...labels] : inputs
  const seen = known.length > 0 ? known : allAxes(dim)
  const { probe, count } = ridgeFunctions(selectAxes(set, seen))
  const point = new Float64Array(seen.length)
  const modelsAt = (object: Float64Array) => {
    for (let i = 0; i < seen.length; i++) point[i] = object[seen[i]]
    return probe(point)
  }
  if (loss === 'any' || labels.length === 0) return modelsAt
  const isLinear = isLinearInLabels(loss)
  const values = new Float64Array(count * labels.length + (isLinear ? count : 0))
  return object => {
    const models = modelsAt(object)
    for (let j = 0; j < count; j++) {
      labels.forEach((axis, l) => {
        const label = object[axis]
        values[l * count + j] = isLinear ? label * models[j] : Math.abs(label - models[j])
      })
      if (isLinear) values[labels.length * count + j] = models[j]
    }
    return values
  }
}

/** Log of the geometric mean; errors of rounding count as such. */
function meanLogError(exact: Float64Array, sums: Float64Array): number {
  const rounding = 1e-15
  return (
    exact.reduce(
      (total, sum, j) =>
        total + Math.log(Math.abs(sum - sums[j]) + rounding * Math.abs(sum) + Number.MIN_VALUE),
      0,
    ) / exact.length
  )
}
