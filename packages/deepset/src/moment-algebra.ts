import { binomial, compensatedSum, OptionError } from '@polylog/core'
import { checkFinite, type Moments, perAxis } from './moments.js'
import { multiIndexRank, multiIndices } from './multi-indices.js'

/**
 * The moments of a union: the sums of those of its parts.
 *
 * @throws OptionError unless all parts share dim, order, centre and scale
 */
export function mergeMoments(...parts: readonly Moments[]): Moments {
  const [first, ...others] = parts
  if (first === undefined) throw new OptionError('There are no moments to merge', 'Give at least one part')
  others.forEach((part, i) => {
    checkSameFrame(first, part, i + 1)
  })
  const entries = new Float64Array(parts.length)
  const values = first.values.map((_, j) => {
    for (let i = 0; i < parts.length; i++) entries[i] = parts[i].values[j]
    return compensatedSum(entries)
  })
  checkFinite(values)
  return { ...first, values }
}

/**
 * The same moments about another centre, by the multinomial theorem
 * `(u + δ)^α = Σ_{β <= α} binomial(α, β) δ^{α-β} u^β`, one axis after another: exact but for rounding, which is
 * of the size of the absolute terms (a far centre loses digits, as moments about it do).
 *
 * @param centre one number for all axes, or one per axis
 * @throws OptionError for a centre that cannot be used
 */
export function shiftMoments(source: Moments, centre: number | ArrayLike<number>): Moments {
  const { dim, order, scale } = source
  const target = perAxis('centre', centre, dim)
  const values = source.values.slice()
  const { count, exponents } = multiIndices(dim, order)
  const alpha = new Uint16Array(dim)
  const terms = new Float64Array(order + 1)
  for (let axis = 0; axis < dim; axis++) {
    const shift = (source.centre[axis] - target[axis]) / scale[axis]
    if (shift === 0) continue
    // Descending, so that the entries read are still those before the shift.
    for (let j = count - 1; j >= 0; j--) {
      alpha.set(exponents.subarray(j * dim, (j + 1) * dim))
      const power = alpha[axis]
      terms.fill(0)
      let factor = 1
      for (let taken = 0; taken <= power; taken++) {
        terms[taken] = binomial(power, taken) * factor * values[multiIndexRank(alpha)]
        alpha[axis]--
        factor *= shift
      }
      values[j] = compensatedSum(terms)
    }
  }
  checkFinite(values)
  return { ...source, centre: target, values }
}

/**
 * The same moments in other units: `p_α` times `(old scale / new scale)^α`. Exact for powers of two.
 *
 * @param scale one positive number for all axes, or one per axis
 * @throws OptionError for a scale that cannot be used
 */
export function rescaleMoments(source: Moments, scale: number | ArrayLike<number>): Moments {
  const { dim, order } = source
  const target = perAxis('scale', scale, dim)
  const { exponents } = multiIndices(dim, order)
  const values = source.values.map((value, j) => {
    let result = value
    for (let axis = 0; axis < dim; axis++) {
      result *= (source.scale[axis] / target[axis]) ** exponents[j * dim + axis]
    }
    return result
  })
  checkFinite(values)
  return { ...source, scale: target, values }
}

function checkSameFrame(first: Moments, part: Moments, number: number): void {
  for (const name of ['dim', 'order'] as const) {
    if (part[name] !== first[name]) {
      throw new OptionError(
        `Part ${number} has ${name} ${part[name]}, part 0 has ${first[name]}`,
        'Merge moments of one kind; truncateMoments lowers an order',
      )
    }
  }
  for (const name of ['centre', 'scale'] as const) {
    const axis = part[name].findIndex((value, i) => value !== first[name][i])
    if (axis >= 0) {
      throw new OptionError(
        `Part ${number} has ${name} ${part[name][axis]} on axis ${axis}, part 0 has ${first[name][axis]}`,
        `Bring it over with ${name === 'centre' ? 'shiftMoments' : 'rescaleMoments'} first`,
      )
    }
  }
}
