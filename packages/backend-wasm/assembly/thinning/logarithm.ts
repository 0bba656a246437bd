/** Bits of the mantissa, and the bias of the exponent. */
const MANTISSA: i64 = 52
const BIAS: i64 = 1023
const MANTISSA_MASK: i64 = (1 << MANTISSA) - 1

/**
 * The natural logarithm of a number that is not negative, to some 1e-6 (to 0.7 for those that have lost digits at the
 * end of the range): bounds are compared by it. What a library brings is exact to the last bit, and four kilobytes
 * of tables.
 */
export function logarithm(x: f64): f64 {
  if (x === 0) return -Infinity
  const bits = reinterpret<i64>(x)
  const mantissa = reinterpret<f64>((bits & MANTISSA_MASK) | (BIAS << MANTISSA))
  // ln m = 2 artanh((m - 1) / (m + 1)), with the argument between 0 and 1/3.
  const s = (mantissa - 1) / (mantissa + 1)
  const square = s * s
  const series = 1 + square * (1 / 3.0 + square * (1 / 5.0 + square * (1 / 7.0 + square * (1 / 9.0))))
  return <f64>((bits >> MANTISSA) - BIAS) * Math.LN2 + 2 * s * series
}
