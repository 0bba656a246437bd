/** Columns of the table below: numbers of points. */
export const FIG_2_SIZES: readonly number[] = [1000, 2000, 4000, 8000, 16_000, 32_000]

/**
 * Mean errors over 20 draws that the authors report (arXiv:2510.00504, Fig. 2), for `max(0.1 d, N(m, k))` points
 * left; one for each size, as far as their table goes.
 */
export const FIG_2: readonly {
  readonly dim: number
  readonly order: number
  readonly errors: readonly number[]
}[] = [
  { dim: 2, order: 1, errors: [4.26e-6, 1.24e-6, 4.47e-7, 1.81e-7, 4.2e-8, 2.32e-8] },
  { dim: 2, order: 3, errors: [6.3e-8, 1.25e-8, 1.61e-9, 2.87e-10, 5.03e-11, 9.75e-12] },
  { dim: 2, order: 5, errors: [2.9e-9, 2.07e-10, 1.16e-11, 8.16e-13, 8.77e-14, 7.14e-15] },
  { dim: 3, order: 1, errors: [2.57e-5, 1.31e-5, 5.69e-6, 2.34e-6, 9.02e-7, 5.03e-7] },
  { dim: 3, order: 3, errors: [2.15e-6, 7.87e-7, 1.68e-7, 3.97e-8, 9.91e-9, 2.35e-9] },
  { dim: 3, order: 5, errors: [5.61e-7, 5.05e-8, 1.35e-8, 1.3e-9, 2.76e-10, 4.06e-11] },
  { dim: 4, order: 1, errors: [7.07e-5, 4.78e-5, 2.04e-5, 1.06e-5, 4.9e-6, 2.64e-6] },
  { dim: 4, order: 3, errors: [1.87e-5, 4.16e-6, 1.89e-6, 5.95e-7, 1.42e-7, 5.42e-8] },
  { dim: 4, order: 5, errors: [2.06e-6, 1.41e-6, 3.62e-7, 8.34e-8, 1.78e-8, 2.69e-9] },
  { dim: 5, order: 1, errors: [1.68e-4, 9.15e-5, 4.68e-5, 2.48e-5, 1.55e-5, 7.31e-6] },
  { dim: 5, order: 3, errors: [2.82e-5, 1.94e-5, 6.96e-6, 3.06e-6, 1.21e-6, 5.53e-7] },
  { dim: 5, order: 5, errors: [2.31e-6, 4.8e-6, 2.69e-6, 6.93e-7, 2.27e-7] },
]

/**
 * Least mean errors that the authors report for polylogarithmic sizes (arXiv:2510.00504, Fig. 8), of the mean of
 * `1 / (pole + <w, x_a>)`: for `120 ln d` points in one dimension and `20 ln² d` in two.
 */
export const FIG_8: readonly {
  readonly dim: number
  readonly pole: number
  readonly errors: readonly { readonly size: number; readonly error: number }[]
}[] = [
  {
    dim: 1,
    pole: 1.05,
    errors: [
      { size: 1000, error: 2e-14 },
      { size: 4000, error: 9e-13 },
      { size: 16_000, error: 1.4e-13 },
      { size: 64_000, error: 1.2e-13 },
    ],
  },
  {
    dim: 2,
    pole: 2.05,
    errors: [
      { size: 1000, error: 1.6e-8 },
      { size: 4000, error: 1.1e-7 },
      { size: 16_000, error: 2.9e-9 },
      { size: 64_000, error: 2.6e-12 },
    ],
  },
]
