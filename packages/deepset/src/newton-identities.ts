import { compensatedSum, OptionError } from '@polylog/core'

/*
 * One variable. All arrays are indexed by degree: `p[j] = Σ c_i w_i^j` (so `p` is the `values` of `moments` with
 * dim 1, and `p[0]` is the mass), `e[j]` and `h[j]` the elementary and complete homogeneous symmetric polynomials,
 * `e[0] = h[0] = 1`. For integer weights they are those of the multiset in which `w_i` occurs `c_i` times; for
 * real weights the same polynomials in the power sums, that is the coefficients of `Π (1 + w_i t)^{c_i}` and
 * `Π (1 - w_i t)^{-c_i}`.
 */

/** `k e_k = Σ_{i=1..k} (-1)^{i-1} e_{k-i} p_i` (Newton). Takes `p_0 … p_k`, returns `e_0 … e_k`. */
export function elementaryFromPowerSums(powerSums: ArrayLike<number>): Float64Array {
  return seriesFromPowerSums(powerSums, -1)
}

/** `k h_k = Σ_{i=1..k} h_{k-i} p_i`. Takes `p_0 … p_k`, returns `h_0 … h_k`. */
export function completeFromPowerSums(powerSums: ArrayLike<number>): Float64Array {
  return seriesFromPowerSums(powerSums, 1)
}

/**
 * Newton's identities solved for the power sums. Takes `e_0 … e_k`, returns `p_0 … p_k`.
 *
 * @param mass `p_0`, which the elementary polynomials do not determine
 * @throws OptionError unless `e_0 = 1`
 */
export function powerSumsFromElementary(elementary: ArrayLike<number>, mass: number): Float64Array {
  return powerSumsFromSeries(elementary, mass, -1)
}

/** As `powerSumsFromElementary`, from the complete homogeneous polynomials `h_0 … h_k`. */
export function powerSumsFromComplete(complete: ArrayLike<number>, mass: number): Float64Array {
  return powerSumsFromSeries(complete, mass, 1)
}

/** `h_k = Σ_{i=1..k} (-1)^{i-1} e_i h_{k-i}`. Takes `e_0 … e_k`, returns `h_0 … h_k`. */
export function completeFromElementary(elementary: ArrayLike<number>): Float64Array {
  return alternatingInverse(elementary)
}

/** `e_k = Σ_{i=1..k} (-1)^{i-1} h_i e_{k-i}`: the relation is its own inverse. */
export function elementaryFromComplete(complete: ArrayLike<number>): Float64Array {
  return alternatingInverse(complete)
}

/** `sign` is -1 for elementary, +1 for complete polynomials. */
function seriesFromPowerSums(powerSums: ArrayLike<number>, sign: 1 | -1): Float64Array {
  const series = new Float64Array(powerSums.length)
  if (series.length > 0) series[0] = 1
  for (let degree = 1; degree < series.length; degree++) {
    const terms = new Float64Array(degree)
    for (let i = 1; i <= degree; i++) terms[i - 1] = sign ** (i - 1) * series[degree - i] * powerSums[i]
    series[degree] = compensatedSum(terms) / degree
  }
  return series
}

function powerSumsFromSeries(series: ArrayLike<number>, mass: number, sign: 1 | -1): Float64Array {
  checkLeadingOne(series)
  const powerSums = new Float64Array(series.length)
  powerSums[0] = mass
  for (let degree = 1; degree < series.length; degree++) {
    const terms = new Float64Array(degree)
    terms[0] = degree * series[degree]
    for (let i = 1; i < degree; i++) terms[i] = -(sign ** (i - 1)) * series[degree - i] * powerSums[i]
    powerSums[degree] = sign ** (degree - 1) * compensatedSum(terms)
  }
  return powerSums
}

function alternatingInverse(series: ArrayLike<number>): Float64Array {
  checkLeadingOne(series)
  const inverse = new Float64Array(series.length)
  inverse[0] = 1
  for (let degree = 1; degree < series.length; degree++) {
    const terms = new Float64Array(degree)
    for (let i = 1; i <= degree; i++) terms[i - 1] = (-1) ** (i - 1) * series[i] * inverse[degree - i]
    inverse[degree] = compensatedSum(terms)
  }
  return inverse
}

function checkLeadingOne(series: ArrayLike<number>): void {
  if (series[0] !== 1) {
    throw new OptionError(
      `The polynomial of degree 0 is ${series[0]}`,
      'Index by degree: entry 0 is 1, entry j has degree j',
    )
  }
}
