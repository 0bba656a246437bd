import { createRng, type FeatureMap, KERNELS } from '@polylog/core'
import { chebyshev, custom, directions, legendre, linear, monomials, product, sum } from '@polylog/moments'
import { randomFourier } from '@polylog/moments/from-data'

const rng = createRng(7)
const normals = (count: number) => Float64Array.from({ length: count }, () => rng.normal())

/** Maps of every kind for points of three coordinates, by name. */
export const FEATURE_KINDS: readonly (readonly [name: string, map: FeatureMap])[] = [
  ['total degree', chebyshev(3)],
  ['some axes', legendre([0, 2], 4)],
  ['weighted degree', chebyshev(6, { degreeWeights: [1, 2.5, 1.5] })],
  ['degree by axis', monomials(9, { maxDegrees: [2, 1, 3] })],
  ['few interactions', chebyshev(4, { maxInteraction: 1 })],
  ['a product', product(chebyshev([0, 1], 3), linear([2]))],
  ['a product of three', product(linear([0]), legendre([1], 2), linear([2]))],
  ['a product of a sum', product(sum(chebyshev([0], 3), chebyshev([1], 2)), linear([2]))],
  ['a sum of products', sum(product(linear([0]), linear([1])), chebyshev([2], 5))],
  ['directions', directions([[1, 2, -1]])],
  [
    'projected polynomials',
    {
      kind: 'projected-polynomial',
      basis: 'chebyshev',
      order: 4,
      degreeWeights: [1, 2],
      directions: normals(6).map(value => value / 5),
      offsets: Float64Array.of(0.1, -0.2),
    },
  ],
  ...KERNELS.map(
    kernel => [kernel, { kind: 'kernel', kernel, width: 1.3, landmarks: normals(15), count: 5 }] as const,
  ),
  [
    'combined sections',
    {
      kind: 'kernel',
      kernel: 'gaussian',
      width: 2,
      landmarks: normals(12),
      count: 3,
      transform: normals(12),
    },
  ],
  ['waves', randomFourier({ dim: 3, count: 6, width: 1.5 })],
  [
    'waves of a product',
    product(randomFourier({ dim: 3, count: 3, width: 2, kernel: 'laplace' }), linear([1])),
  ],
  ['functions', custom(([x, y, z]) => [Math.exp(x / 4), y * z], 2)],
  [
    'functions in a product',
    product(
      custom(([x]) => [Math.sin(x)], 1),
      linear([1, 2]),
    ),
  ],
]
