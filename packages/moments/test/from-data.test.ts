import {
  createRng,
  featureCount,
  InputError,
  KERNELS,
  OptionError,
  type WeightedSet,
  weightedSet,
} from '@polylog/core'
import { BLOCK, boxOf, compileFeatures } from '@polylog/moments'
import { anisotropic, medianDistance, nystroem, principal, randomFourier } from '@polylog/moments/from-data'
import { describe, expect, it } from 'vitest'
import { plainFeatures } from './plain-features.js'

function normalSet(size: number, spreads: readonly number[], seed: number): WeightedSet {
  const rng = createRng(seed)
  return weightedSet(Array.from({ length: size }, () => spreads.map(spread => spread * rng.normal())))
}

describe('nystroem', () => {
  it.each(KERNELS)('makes orthogonal functions that span most of the %s kernel between landmarks', kernel => {
    const set = normalSet(300, [1, 1], 1)
    for (const choice of ['k-means++', 'ridge-leverage'] as const) {
      const map = nystroem(set, { count: 12, landmarks: 30, kernel, width: 2, choice })
      expect(featureCount(map, 2)).toBe(map.count + 1)
      const features = plainFeatures(map, boxOf(set))
      const places = Array.from({ length: 30 }, (_, i) => map.landmarks.slice(2 * i, 2 * i + 2))
      const values = places.map(place => features(place).slice(1))
      for (let a = 0; a < map.count; a++) {
        for (let b = 0; b < a; b++) {
          expect(values.reduce((sum, row) => sum + row[a] * row[b], 0)).toBeCloseTo(0, 9)
        }
      }
      // What the eigenfunctions leave of `k(x, x) = 1` is what the eigenvalues left out hold.
      const left = values.reduce(
        (sum, row) => sum + 1 - row.reduce((total, value) => total + value ** 2, 0),
        0,
      )
      expect(left).toBeGreaterThan(-1e-9)
      expect(left / 30).toBeLessThan(kernel === 'laplace' || kernel === 'matern32' ? 0.25 : 0.02)
    }
  })

  it('returns sections where there are as many landmarks as features: they span the same', () => {
    const map = nystroem(normalSet(300, [1, 1], 1), { count: 12 })
    expect(map.transform).toBeUndefined()
    expect(map.landmarks).toHaveLength(24)
  })

  it('takes landmarks from the set, all different', () => {
    const set = normalSet(200, [1, 2, 3], 2)
    const rows = new Set(
      Array.from({ length: 200 }, (_, row) => set.points.slice(3 * row, 3 * row + 3).join()),
    )
    for (const choice of ['k-means++', 'ridge-leverage'] as const) {
      const { landmarks } = nystroem(set, { count: 20, landmarks: 40, choice })
      const names = Array.from({ length: 40 }, (_, i) => landmarks.slice(3 * i, 3 * i + 3).join())
      expect(new Set(names).size).toBe(40)
      for (const name of names) expect(rows).toContain(name)
    }
  })

  it('says how many different points there are, and what else cannot be had', () => {
    const few = weightedSet(Array.from({ length: 30 }, (_, i) => [i % 4]))
    for (const choice of ['k-means++', 'ridge-leverage'] as const) {
      expect(() => nystroem(few, { count: 10, width: 1, choice })).toThrow('4 different points')
    }
    // Most of 153 points are rare: a sample has hardly any of them.
    const rare = weightedSet(Array.from({ length: 50_000 }, (_, i) => [i < 150 ? 10 + i : i % 3]))
    for (const choice of ['k-means++', 'ridge-leverage'] as const) {
      expect(nystroem(rare, { count: 100, width: 1, choice }).kind).toBe('kernel')
    }
    expect(() => nystroem(few, { count: 31 })).toThrow('31 landmarks are asked of a set of 30 points')
    expect(() => nystroem(few, { count: 2, width: 0 })).toThrow('The width of the gaussian kernel is 0')
    expect(() => nystroem(few, { count: 5, landmarks: 4 })).toThrow(OptionError)
    expect(() => nystroem(weightedSet([[1], [1]]), { count: 1 })).toThrow(InputError)
  })
})

describe('randomFourier', () => {
  it.each(KERNELS)('averages to the %s kernel', kernel => {
    const [x, y] = [Float64Array.of(0.3, -0.2), Float64Array.of(-0.4, 0.5)]
    const count = 40_000
    const waves = plainFeatures(randomFourier({ dim: 2, count, kernel, width: 1.5 }), new Float64Array(4))
    const [a, b] = [waves(x), waves(y)]
    let mean = 0
    for (let j = 1; j <= count; j++) mean += (2 * a[j] * b[j]) / count
    const sections = plainFeatures(
      { kind: 'kernel', kernel, width: 1.5, landmarks: y, count: 1 },
      new Float64Array(4),
    )
    expect(mean).toBeCloseTo(sections(x)[1], 1.7)
  })
})

describe('anisotropic', () => {
  it('fills its size, with higher degrees where points spread more', () => {
    const set = normalSet(500, [8, 4, 2, 1, 0.5, 0.25, 0.1, 0.05], 3)
    for (const size of [1, 9, 60, 400]) {
      const map = anisotropic(set, { size })
      expect(featureCount(map, 8)).toBeLessThanOrEqual(size)
      expect(featureCount(map, 8)).toBeGreaterThan(0.6 * size - 1)
    }
    const { order, degreeWeights } = anisotropic(set, { size: 200 })
    expect(Math.floor(order / degreeWeights![0])).toBeGreaterThan(Math.floor(order / degreeWeights![7]))
  })

  it('leaves out coordinates that are constant', () => {
    const set = weightedSet([
      [1, 5, 2],
      [2, 5, 0],
      [4, 5, 1],
    ])
    expect(anisotropic(set, { size: 10 }).axes).toEqual([0, 2])
  })
})

describe('principal', () => {
  it('keeps projections within [-1, 1], leading ones to the full order', () => {
    const rng = createRng(4)
    const set = weightedSet(
      Array.from({ length: 400 }, () => {
        const t = rng.normal()
        return [t, 2 * t + 0.1 * rng.normal(), rng.normal(), -t + 0.2 * rng.normal()]
      }),
    )
    const map = principal(set, { leading: 1, order: 6 })
    if (map.kind !== 'projected-polynomial') throw new Error('There are directions')
    const { count, evaluate } = compileFeatures({ ...map, order: 1, degreeWeights: undefined }, 4)
    const out = new Float64Array(count * BLOCK)
    const rows = Uint32Array.from({ length: BLOCK }, (_, i) => i)
    evaluate(set.points, rows, 0, BLOCK, new Float64Array(8), out)
    expect(Math.max(...out.map(Math.abs))).toBeLessThanOrEqual(1 + 1e-12)
    expect(featureCount(map, 4)).toBe(1 + 6 + map.offsets.length - 1)
  })
})

it.each([2000, 50_000])('principal directions see coordinates that vary on few rows, of %i', rows => {
  const set = weightedSet(
    Array.from({ length: rows }, (_, i) => [
      Math.sin(i * i),
      Math.cos(1.7 * i * i),
      Number(i % 1000 === 7),
      i % 24,
    ]),
  )
  const map = principal(set, { leading: 2, order: 3 })
  expect(map.kind === 'projected-polynomial' && map.offsets.length).toBe(4)
  // Of very many coordinates, too, of which all rows are not looked at.
  const wide = weightedSet(
    Array.from({ length: 5000 }, (_, i) =>
      Array.from({ length: 700 }, (_, axis) =>
        axis === 0 ? Number(i === 4321) : Math.sin(i * (axis + 1) ** 2),
      ),
    ),
  )
  if (rows > 2000) return
  const { directions } = principal(wide, { leading: 2, order: 2 }) as { directions: Float64Array }
  expect(directions.some((value, at) => at % 700 === 0 && value !== 0)).toBe(true)
})

it('medianDistance is the median distance of pairs', () => {
  const set = weightedSet(Array.from({ length: 500 }, (_, i) => [i / 500]))
  // Two uniform numbers are further apart than 1 - 1/√2 half of the time.
  expect(medianDistance(set)).toBeCloseTo(1 - Math.SQRT1_2, 1.5)
})

describe('one row that outweighs all others', () => {
  const rng = createRng(6)
  const heavy = weightedSet(
    Array.from({ length: 3000 }, () => [rng.normal(), rng.normal()]),
    { weights: Array.from({ length: 3000 }, (_, row) => (row === 7 ? 1e12 : 1)) },
  )

  it('leaves a median distance, and landmarks enough', () => {
    expect(medianDistance(heavy)).toBeGreaterThan(0.5)
    for (const choice of ['k-means++', 'ridge-leverage'] as const) {
      expect(nystroem(heavy, { count: 100, width: 1, choice }).count).toBe(100)
    }
  })
})

it('landmarks are found at whatever scale, and wherever the origin is', () => {
  const { points } = normalSet(2000, [1, 1], 1)
  for (const scale of [1e-170, 1, 1e150]) {
    const scaled = weightedSet(
      points.map(value => value * scale),
      { dim: 2 },
    )
    expect(nystroem(scaled, { count: 20 }).landmarks).toEqual(
      nystroem(weightedSet(points, { dim: 2 }), { count: 20 }).landmarks.map(value => value * scale),
    )
  }
  const far = weightedSet(Array.from({ length: 500 }, (_, i) => [1e170, i / 500]))
  expect(nystroem(far, { count: 20, width: 0.1 }).count).toBe(20)
})

it('names of kernels and of ways to choose are checked', () => {
  const set = normalSet(50, [1, 1], 1)
  const unknown = { kernel: 'rbf' as 'gaussian', count: 3, width: 1 }
  expect(() => randomFourier({ dim: 2, ...unknown })).toThrow('The kernel is "rbf"')
  expect(() => nystroem(set, unknown)).toThrow('The kernel is "rbf"')
  expect(() => nystroem(set, { count: 3, choice: 'k-means' as 'k-means++' })).toThrow('choice is "k-means"')
})

it('points that do not vary have principal features, of order 0', () => {
  const map = principal(
    weightedSet([
      [1, 1],
      [1, 1],
    ]),
    { leading: 1, order: 2 },
  )
  expect(featureCount(map, 2)).toBe(1)
})

it('what is no weighted set is refused by name, and how to make one is said', () => {
  const flat = Float64Array.of(1, 2, 3, 4) as never
  for (const make of [
    () => anisotropic(flat, { size: 3 }),
    () => nystroem(flat, { count: 2 }),
    () => principal(flat, { leading: 1, order: 2 }),
  ]) {
    expect(make).toThrow(
      'The set is not one of points and weights in Float64Arrays. Make it with weightedSet',
    )
  }
})
