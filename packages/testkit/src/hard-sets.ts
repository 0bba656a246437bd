import { createRng, polynomialCount, type Rng, type WeightedSet, weightedSet } from '@polylog/core'

/** A weighted set of a kind that breaks careless code, and what is known about it. */
export interface HardSet {
  readonly name: HardFamily
  readonly set: WeightedSet
  /** Dimension of the flat that holds all points. */
  readonly flatDim: number
}

interface Draw {
  readonly points: readonly (readonly number[])[]
  readonly weights?: readonly number[]
  readonly flatDim?: number
}

type Family = (rng: Rng, size: number, dim: number) => Draw

const rows = <T>(size: number, make: (row: number) => T): T[] =>
  Array.from({ length: size }, (_, i) => make(i))

const cloud = (rng: Rng, size: number, dim: number, place: (x: number, axis: number) => number = x => x) =>
  rows(size, () => rows(dim, axis => place(rng.normal(), axis)))

/** Small integers, so that sums and multiples of them are exact and a flat stays flat to the last bit. */
const exact = (rng: Rng) => rng.integer(2001) - 1000

const families = {
  generic: (rng, size, dim) => ({
    points: cloud(rng, size, dim),
    weights: rows(size, () => 0.1 + rng.uniform()),
  }),
  'rank-deficient': (rng, size, dim) => ({
    points: rows(size, () => {
      const free = rows(Math.max(1, dim - 1), () => exact(rng))
      return dim === 1 ? free : [...free, free.reduce((sum, value) => sum + value, 0)]
    }),
    flatDim: Math.max(1, dim - 1),
  }),
  duplicated: (rng, size, dim) => {
    const distinct = cloud(rng, Math.ceil(size / 8), dim)
    return { points: rows(size, () => distinct[rng.integer(distinct.length)]) }
  },
  constant: (rng, size, dim) => {
    const [point] = cloud(rng, 1, dim)
    return { points: rows(size, () => point), weights: rows(size, () => rng.uniform() + 0.5), flatDim: 0 }
  },
  collinear: (rng, size, dim) => {
    const direction = rows(dim, axis => axis + 1)
    return {
      points: rows(size, () => {
        const t = exact(rng)
        return direction.map(component => t * component)
      }),
      flatDim: 1,
    }
  },
  'fewer points than features': (rng, size, dim) => ({ points: cloud(rng, Math.min(size, dim + 2), dim) }),
  'single point': (rng, _size, dim) => ({ points: cloud(rng, 1, dim), flatDim: 0 }),
  'scaled by 1e-8': (rng, size, dim) => ({ points: cloud(rng, size, dim, x => x * 1e-8) }),
  'scaled by 1e8': (rng, size, dim) => ({ points: cloud(rng, size, dim, x => x * 1e8) }),
  'offset by 1e8': (rng, size, dim) => ({ points: cloud(rng, size, dim, x => x + 1e8) }),
  'axes of unlike scales': (rng, size, dim) => ({
    points: cloud(rng, size, dim, (x, axis) => x * 10 ** (axis % 2 === 0 ? 6 : -6)),
  }),
  'one weight 1e12 times the others': (rng, size, dim) => ({
    points: cloud(rng, size, dim),
    weights: rows(size, row => (row === size >> 1 ? 1e12 : 1)),
  }),
  'zero weights': (rng, size, dim) => {
    const points = cloud(rng, size, dim)
    return { points, weights: points.map(([x], row) => (x < 0 && row > 0 ? 0 : 1)) }
  },
  'heavy tails': (rng, size, dim) => ({
    points: cloud(rng, size, dim, x => x / (rng.uniform() + 1e-6)),
    weights: rows(size, () => Math.exp(3 * rng.normal())),
  }),
  lattice: (_rng, size, dim) => {
    const side = Math.max(2, Math.floor(size ** (1 / dim)))
    return {
      points: rows(Math.min(size, side ** dim), row =>
        rows(dim, axis => Math.floor(row / side ** axis) % side),
      ),
    }
  },
} satisfies Record<string, Family>

export type HardFamily = keyof typeof families

/** The names of all families, in a fixed order. */
export const HARD_FAMILIES = Object.keys(families) as readonly HardFamily[]

export interface HardSetOptions {
  /** Points, about: some families hold fewer. */
  readonly size?: number
  readonly dim?: number
}

/** One set of the family, drawn from `rng`; the same seed gives the same set. */
export function hardSet(name: HardFamily, rng: Rng, { size = 120, dim = 3 }: HardSetOptions = {}): HardSet {
  const family: Family = families[name]
  const { points, weights, flatDim = dim } = family(rng, size, dim)
  return { name, set: weightedSet(points, { dim, weights }), flatDim }
}

/** One set of every family. */
export function hardSets(seed = 1, options: HardSetOptions = {}): HardSet[] {
  const rng = createRng(seed)
  return HARD_FAMILIES.map(name => hardSet(name, rng.fork(), options))
}

/** Most polynomials of degree `<= order` that can be independent on these rows of the set. */
export function polynomialRankBound(
  { set, flatDim }: HardSet,
  order: number,
  rowsOfCell: Uint32Array,
): number {
  const { points, weights, dim } = set
  const distinct = new Set<string>()
  for (const row of rowsOfCell) {
    if (weights[row] > 0) distinct.add(points.subarray(row * dim, (row + 1) * dim).join())
  }
  return Math.min(distinct.size, flatDim === 0 ? 1 : polynomialCount(flatDim, order))
}
