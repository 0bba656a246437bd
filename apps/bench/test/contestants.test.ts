import { totalMass, weightedSet } from '@polylog/core'
import { describe, expect, it } from 'vitest'
import { uniformProblem } from '../src/comparison/uniform-problem.js'
import { ALL_COMPARISONS } from '../src/comparisons/all-comparisons.js'
import { BACKENDS, onCpu } from '../src/contestants/backends.js'
import { NotRun } from '../src/contestants/contestant.js'
import { highestOrder, type Peer, peerContestant } from '../src/contestants/peer.js'
import { everyPolylog, polylog } from '../src/contestants/polylog.js'
import { randomSubset } from '../src/contestants/random-subset.js'

it('the random subset holds different rows of the input and its mass', async () => {
  const input = weightedSet(
    Float64Array.from({ length: 100 }, (_, row) => row),
    {
      dim: 1,
      weights: Float64Array.from({ length: 100 }, (_, row) => 1 + (row % 3)),
    },
  )
  const { set } = await randomSubset.compress(input, { size: 10, order: 5 }, 1)
  const rows = [...set.points]
  expect(rows).toHaveLength(10)
  expect(new Set(rows).size).toBe(10)
  expect(totalMass(set)).toBeCloseTo(totalMass(input), 10)
  const scale = set.weights[0] / input.weights[rows[0]]
  rows.forEach((row, i) => {
    expect(set.weights[i] / input.weights[row]).toBeCloseTo(scale, 12)
  })
  const other = await randomSubset.compress(input, { size: 10, order: 5 }, 2)
  expect([...other.set.points]).not.toEqual(rows)
})

describe('polylog', () => {
  it('beats the random subset a hundredfold at equal size', async () => {
    const { input, error } = uniformProblem(2000, 2, 3)
    const goal = { size: 200, order: 5 }
    const ours = await polylog('fast', onCpu).compress(input, goal, 0)
    const random = await randomSubset.compress(input, goal, 0)
    expect(ours.set.size).toBeLessThanOrEqual(200)
    expect(ours).toMatchObject({ order: 5, passes: 1 })
    expect(ours.momentResidual).toBeLessThanOrEqual(1e-12)
    expect(error(ours.set)).toBeLessThan(error(random.set) / 100)
  })

  it('is asked for figures where no backend and no other order is named, and compared with cpu elsewhere', () => {
    const names = everyPolylog(['fast']).map(({ name, asked, onCpu }) => [name, asked, onCpu])
    expect(names).toHaveLength(BACKENDS.length)
    expect(names[0]).toEqual(['polylog, fast', 'fast', 'polylog cpu, fast'])
    expect(names.at(-1)).toEqual(['polylog cpu, fast', undefined, undefined])
    expect(polylog('fast', undefined, 14)).toMatchObject({ name: 'polylog, fast, order 14' })
    expect(polylog('fast', undefined, 14)).not.toHaveProperty('asked')
  })
})

describe('a peer', () => {
  const peer: Peer = { name: 'peer', script: 'scipy_nnls', mostEntries: 1000, order: 'of the job' }
  const input = weightedSet([
    [1, 2],
    [3, 4],
  ])
  const goal = { size: 1, order: 1 }

  it('says why it does not run: not asked for, no interpreter, beyond its bound', async () => {
    const reason = async (contestant: ReturnType<typeof peerContestant>) => {
      const error: unknown = await contestant.compress(input, goal, 0).catch((error: unknown) => error)
      expect(error).toBeInstanceOf(NotRun)
      return String(error)
    }
    expect(await reason(peerContestant(peer, undefined))).toContain('--peers was not given')
    expect(await reason(peerContestant(peer, 'no-such-python'))).toContain('there is no no-such-python')
    const small = { ...peer, mostEntries: 5 }
    expect(await reason(peerContestant(small, 'no-such-python'))).toContain('2 rows of 3 features are beyond')
  })

  it('takes the highest order that fits where it is told so', () => {
    expect(highestOrder(3, 800)).toBe(14)
    expect(highestOrder(5, 252)).toBe(5)
    expect(highestOrder(2, 1)).toBe(0)
  })
})

it('every comparison has a baseline, names of its own, and asks for moments', () => {
  for (const { contestants, peers = [], asked } of ALL_COMPARISONS) {
    expect(contestants).toContain(randomSubset)
    const names = [...contestants, ...peers.map(peer => peerContestant(peer, undefined))].map(
      ({ name }) => name,
    )
    expect(new Set(names).size).toBe(names.length)
    for (const { asked: quality } of contestants) {
      if (quality !== undefined) expect(asked[quality].residual).toBe(1e-12)
    }
  }
  expect(new Set(ALL_COMPARISONS.map(({ name }) => name)).size).toBe(ALL_COMPARISONS.length)
})
