// GPU.js reads the text of a kernel, which minifiers and coverage tools rewrite in functions but not in strings.
import type { PolynomialBasis } from '@polylog/core'

/** `P_{j+1}(t)` from `current = P_j(t)` and `before = P_{j-1}(t)`. */
const recurrences: Readonly<Record<PolynomialBasis, string>> = {
  chebyshev: '2 * t * current - before',
  legendre: '((2 * j + 1) * t * current - j * before) / (j + 1)',
  monomials: 't * current',
}

/**
 * One feature (x) of one point (y), from `coordinates` (points × dim) and `exponents` (features × dim).
 * `before` starts as `P_{-1}`, which is `T_1 = t` for Chebyshev and of no account for the others.
 */
export const polynomialKernel = (basis: PolynomialBasis): string => `function (coordinates, exponents) {
  let product = 1.0;
  for (let axis = 0; axis < this.constants.dim; axis++) {
    const t = coordinates[this.thread.y * this.constants.dim + axis];
    const power = exponents[this.thread.x * this.constants.dim + axis];
    let before = t;
    let current = 1.0;
    for (let j = 0; j < power; j++) {
      const next = ${recurrences[basis]};
      before = current;
      current = next;
    }
    product = product * current;
  }
  return product;
}`

/** One linear form (x) of one point (y), from `coordinates` (points × dim) and `directions` (forms × dim). */
export const LINEAR_KERNEL = `function (coordinates, directions) {
  let sum = 0.0;
  for (let axis = 0; axis < this.constants.dim; axis++) {
    sum = sum + coordinates[this.thread.y * this.constants.dim + axis]
      * directions[this.thread.x * this.constants.dim + axis];
  }
  return sum;
}`

/** Number of the nearest centre of one point (x); of equally near ones, the first. */
export const NEAREST_KERNEL = `function (points, centres) {
  let nearest = 0;
  let least = 0.0;
  for (let centre = 0; centre < this.constants.count; centre++) {
    let distance = 0.0;
    for (let axis = 0; axis < this.constants.dim; axis++) {
      const difference = points[this.thread.x * this.constants.dim + axis]
        - centres[centre * this.constants.dim + axis];
      distance = distance + difference * difference;
    }
    if (centre == 0 || distance < least) {
      least = distance;
      nearest = centre;
    }
  }
  return nearest;
}`
