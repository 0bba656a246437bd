import { createRng, InputError } from '@polylog/core'
import { foldedStep, ticketGradient, trajectoryDistance } from '@polylog/network'
import { describe, expect, it } from 'vitest'
import { RULES } from './element-wise-rules.js'

/** `x -> Σ_j c_j v_j tanh(<w_j, x> + b_j)` in double precision. */
interface Network {
  readonly masses: Float64Array
  /** `3 × width`: two inputs and the bias, units in columns. */
  incoming: Float64Array
  /** `width × 1` */
  outgoing: Float64Array
}

const STEPS = 200
const rng = createRng(1)
const ROWS = Array.from({ length: 40 }, () => {
  const [x, y] = [2 * rng.uniform() - 1, 2 * rng.uniform() - 1]
  return { x, y, label: Math.sin(3 * x) * y + 0.1 * rng.normal() }
})
const COPIES = [3, 1, 7, 2, 4]

function drawn(): Network {
  const own = createRng(2)
  return {
    masses: Float64Array.from(COPIES),
    incoming: Float64Array.from({ length: 3 * COPIES.length }, () => own.normal()),
    outgoing: Float64Array.from(COPIES, () => 0.3 * own.normal()),
  }
}

/** Every unit as often as its mass says, with mass 1. */
function wide({ masses, incoming, outgoing }: Network): Network {
  const units = Array.from(masses, (mass, j) => new Array<number>(mass).fill(j)).flat()
  return {
    masses: new Float64Array(units.length).fill(1),
    incoming: Float64Array.from({ length: 3 * units.length }, (_, at) => {
      const row = Math.floor(at / units.length)
      return incoming[row * masses.length + units[at % units.length]]
    }),
    outgoing: Float64Array.from(units, j => outgoing[j]),
  }
}

function hidden({ incoming, masses }: Network, j: number, x: number, y: number): number {
  const width = masses.length
  return Math.tanh(incoming[j] * x + incoming[width + j] * y + incoming[2 * width + j])
}

function outputs(network: Network): Float64Array {
  return Float64Array.from(ROWS, ({ x, y }) =>
    network.outgoing.reduce((sum, v, j) => sum + network.masses[j] * v * hidden(network, j, x, y), 0),
  )
}

/** Of half the mean squared error, by all parameters of the network as it stands. */
function gradients(network: Network) {
  const width = network.masses.length
  const incoming = new Float64Array(3 * width)
  const outgoing = new Float64Array(width)
  const found = outputs(network)
  ROWS.forEach(({ x, y, label }, row) => {
    const error = (found[row] - label) / ROWS.length
    for (let j = 0; j < width; j++) {
      const value = hidden(network, j, x, y)
      outgoing[j] += error * network.masses[j] * value
      const slope = error * network.masses[j] * network.outgoing[j] * (1 - value * value)
      incoming[j] += slope * x
      incoming[width + j] += slope * y
      incoming[2 * width + j] += slope
    }
  })
  return { incoming, outgoing }
}

type Step = (network: Network, step: number) => void

function training(rule: (typeof RULES)[number], width: number): Step {
  const into = rule.create(3 * width)
  const out = rule.create(width)
  return (network, step) => {
    const { masses } = network
    const found = gradients(network)
    const incoming = ticketGradient(found.incoming, { masses, unitsAre: 'columns', values: network.incoming })
    const outgoing = ticketGradient(found.outgoing, { masses, unitsAre: 'rows', values: network.outgoing })
    const moves = [into(incoming, network.incoming, step), out(outgoing, network.outgoing, step)]
    network.incoming = network.incoming.map((value, at) => value + moves[0][at])
    network.outgoing = network.outgoing.map((value, at) => value + moves[1][at])
  }
}

/** The same with `ṽ = c v` in place of `v`, and no masses in the network itself. */
function foldedTraining(rule: (typeof RULES)[number], masses: Float64Array): Step {
  const into = rule.create(3 * masses.length)
  const out = rule.create(masses.length)
  return (network, step) => {
    const found = gradients(network)
    const incoming = ticketGradient(found.incoming, { masses, unitsAre: 'columns', values: network.incoming })
    const unfolded = network.outgoing.map((value, j) => value / masses[j])
    const move = into(incoming, network.incoming, step)
    network.incoming = network.incoming.map((value, at) => value + move[at])
    network.outgoing = foldedStep(network.outgoing, out(found.outgoing, unfolded, step), {
      masses,
      unitsAre: 'rows',
    })
  }
}

const farthest = (a: Float64Array, b: Float64Array) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0)

describe.each(RULES)('with $name', rule => {
  it('a network of copies trains as its units do, weighted by their number, to 1e-10', () => {
    const narrow = drawn()
    const all = wide(narrow)
    const start = outputs(all)
    const [trainNarrow, trainWide] = [training(rule, COPIES.length), training(rule, all.masses.length)]
    for (let step = 1; step <= STEPS; step++) {
      trainNarrow(narrow, step)
      trainWide(all, step)
      expect(farthest(outputs(narrow), outputs(all))).toBeLessThan(1e-10)
    }
    expect(farthest(start, outputs(all))).toBeGreaterThan(0.01)
  })

  it('the same with masses folded into the outgoing weights', () => {
    const apart = drawn()
    const masses = apart.masses
    const folded: Network = {
      masses: new Float64Array(masses.length).fill(1),
      incoming: apart.incoming.slice(),
      outgoing: apart.outgoing.map((value, j) => masses[j] * value),
    }
    const [trainApart, trainFolded] = [training(rule, COPIES.length), foldedTraining(rule, masses)]
    for (let step = 1; step <= STEPS; step++) {
      trainApart(apart, step)
      trainFolded(folded, step)
      expect(farthest(outputs(apart), outputs(folded))).toBeLessThan(1e-10)
    }
  })
})

it('plain gradients, without the division, lose the wide network', () => {
  const narrow = drawn()
  const all = wide(narrow)
  const rule = RULES[0]
  const trainWide = training(rule, all.masses.length)
  for (let step = 1; step <= STEPS; step++) {
    const found = gradients(narrow)
    narrow.incoming = narrow.incoming.map((value, at) => value - 0.01 * found.incoming[at])
    narrow.outgoing = narrow.outgoing.map((value, at) => value - 0.01 * found.outgoing[at])
    trainWide(all, step)
  }
  expect(farthest(outputs(narrow), outputs(all))).toBeGreaterThan(1e-3)
})

describe('bad input', () => {
  const values = new Float64Array(6)

  it('names what does not fit', () => {
    const masses = Float64Array.of(1, 2, 0)
    expect(() => ticketGradient(new Float64Array(5), { values, masses, unitsAre: 'rows' })).toThrow(
      'The gradient has 5 numbers for 6 parameters',
    )
    expect(() => ticketGradient(values, { values, masses, unitsAre: 'rows' })).toThrow(
      'The mass of unit 2 is 0',
    )
    expect(() =>
      foldedStep(values, values, { masses: new Float64Array(4).fill(1), unitsAre: 'columns' }),
    ).toThrow('6 parameters do not belong to 4 units')
  })

  it('runs of other steps or places are not compared', () => {
    const run = { steps: [0, 10], outputs: [Float64Array.of(1, 2), Float64Array.of(3, 4)] }
    expect(trajectoryDistance(run, run)).toEqual({ steps: [0, 10], distances: [0, 0], mean: 0, last: 0 })
    expect(() => trajectoryDistance(run, { ...run, steps: [0, 20] })).toThrow(InputError)
    expect(() => trajectoryDistance(run, { ...run, outputs: [run.outputs[0], Float64Array.of(1)] })).toThrow(
      'After step 10, one run has 2 outputs and the other 1',
    )
  })
})

it('the distance of trajectories is relative to the first', () => {
  const a = { steps: [1], outputs: [Float64Array.of(3, 4)] }
  const b = { steps: [1], outputs: [Float64Array.of(3, 3)] }
  expect(trajectoryDistance(a, b).last).toBeCloseTo(0.2, 12)
})
