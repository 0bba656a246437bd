/**
 * A finite family of functions whose weighted sums a reduction keeps, as plain data: any backend can evaluate
 * it and any file can carry it (`custom` alone holds a function, and runs on the CPU). Column 0 of every
 * evaluation is the constant 1, so that mass is always kept.
 *
 * Polynomials are local: they live on the box of each cell. All other kinds are the same functions everywhere.
 */
export type FeatureMap = FeatureLeaf | SumFeatures | ProductFeatures

/** A map that is not made of others. */
export type FeatureLeaf =
  | PolynomialFeatures
  | ProjectedPolynomialFeatures
  | DirectionFeatures
  | KernelFeatures
  | FourierFeatures
  | CustomFeatures

export const POLYNOMIAL_BASES = ['chebyshev', 'legendre', 'monomials'] as const

export type PolynomialBasis = (typeof POLYNOMIAL_BASES)[number]

/**
 * Which products `P_α = Π_a P_{α_a}(t_a)` of polynomials of one variable there are: those with `Σ_a w_a α_a <= order`
 * within the limits. All weights are 1 by default, which is the total degree.
 */
export interface DegreeSet {
  readonly order: number
  /** `w_a > 0`, what one degree of variable `a` takes of the order. */
  readonly degreeWeights?: readonly number[]
  /** Highest degree of each variable. */
  readonly maxDegrees?: readonly number[]
  /** Most variables in one product, as where an ANOVA decomposition is cut off. */
  readonly maxInteraction?: number
}

/** Products of one-variable polynomials of the coordinates, on the frame scaled to `[-1, 1]^m`. */
export interface PolynomialFeatures extends DegreeSet {
  readonly kind: 'polynomial'
  readonly basis: PolynomialBasis
  /** Coordinates that are seen, ascending; all by default. Degree weights and limits are in their order. */
  readonly axes?: readonly number[]
  /** Of points on a sphere, which must stay there: elsewhere these are not all polynomials of their degree. */
  readonly onSphere?: true
}

/** Products of one-variable polynomials of `count` projections `<direction, w> - offset`. */
export interface ProjectedPolynomialFeatures extends DegreeSet {
  readonly kind: 'projected-polynomial'
  readonly basis: PolynomialBasis
  /** `count × dim`, row-major, scaled so that projections of the data lie within `[-1, 1]`. */
  readonly directions: Float64Array
  /** One for each direction. */
  readonly offsets: Float64Array
}

/** 1 and the linear forms `<direction, w - centre of the frame>`: for budgets too small even for order 1. */
export interface DirectionFeatures {
  readonly kind: 'directions'
  /** `count × dim`, row-major. */
  readonly directions: Float64Array
  readonly count: number
}

export const KERNELS = ['gaussian', 'laplace', 'matern32', 'matern52'] as const

/**
 * Of the distance `r` over the width: `exp(-r²/2)`, `exp(-r)`, and the Matérn kernels of smoothness 3/2 and 5/2,
 * `(1 + √3 r) exp(-√3 r)` and `(1 + √5 r + 5 r²/3) exp(-√5 r)`.
 */
export type Kernel = (typeof KERNELS)[number]

/** 1 and combinations `Σ_i transform_ji K(w, landmark_i)` of sections of a kernel: Nyström eigenfunctions, for one. */
export interface KernelFeatures {
  readonly kind: 'kernel'
  readonly kernel: Kernel
  /** In input units. */
  readonly width: number
  /** `landmarks × dim`, row-major. */
  readonly landmarks: Float64Array
  /** Features, without the constant. */
  readonly count: number
  /** `count × landmarks`, row-major; the sections themselves by default. */
  readonly transform?: Float64Array
}

/** 1 and the waves `cos(<frequency, w> + phase)`. */
export interface FourierFeatures {
  readonly kind: 'fourier'
  /** `count × dim`, row-major. */
  readonly frequencies: Float64Array
  /** One for each frequency, in radians. */
  readonly phases: Float64Array
}

/** 1 and `count` functions of the user's, evaluated at the point itself. */
export interface CustomFeatures {
  readonly kind: 'custom'
  /** `point` is lent for the call; returns `count` numbers. */
  readonly evaluate: (point: Float64Array) => ArrayLike<number>
  readonly count: number
}

/** 1 and the non-constant features of several maps. */
export interface SumFeatures {
  readonly kind: 'sum'
  readonly maps: readonly FeatureMap[]
}

/** All products of one feature of each map, the constants among them. */
export interface ProductFeatures {
  readonly kind: 'product'
  readonly maps: readonly FeatureMap[]
}
