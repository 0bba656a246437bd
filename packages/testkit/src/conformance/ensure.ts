/** @throws Error with the message unless the claim holds */
export function ensure(claim: boolean, message: () => string): asserts claim {
  if (!claim) throw new Error(message())
}

/** Every number of `found` is within `tolerance · scaleOf(i)` of the one expected. */
export function ensureClose(
  label: string,
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  scaleOf: (index: number) => number,
  tolerance: number,
  placeOf: (index: number) => string = index => `entry ${index}`,
): void {
  ensure(
    found.length === expected.length,
    () => `${label}: ${found.length} numbers where ${expected.length} were expected`,
  )
  for (let i = 0; i < found.length; i++) {
    const allowed = tolerance * scaleOf(i)
    ensure(
      Math.abs(found[i] - expected[i]) <= allowed,
      () => `${label}: ${placeOf(i)} is ${found[i]}, expected ${expected[i]} within ${allowed}`,
    )
  }
}
