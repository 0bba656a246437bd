import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { polynomialCount, selectRows, type WeightedSet } from '@polylog/core'
import { medianDistance } from '@polylog/moments/from-data'
import { countText } from '../reporting/figures.js'
import { type Contestant, type Goal, NotRun } from './contestant.js'

/** A library in Python, behind a script of `peers/` that calls it. */
export interface Peer {
  readonly name: string
  /** Of `peers/`, without its ending. */
  readonly script: string
  /** `rows × features` numbers at most: more would not end in time, or not fit. */
  readonly mostEntries: number
  /** Whether all moments of the job's order, or of the highest for which there is room, are asked. */
  readonly order: 'of the job' | 'highest that fits'
  readonly draws?: number
}

/** The interpreter to use; `undefined` if peers were not asked for. */
export type Python = string | undefined

/** Seen from the built file, `dist/main.js`. */
const SCRIPTS = fileURLToPath(new URL('../peers/', import.meta.url))

/** Peers that take longer are stopped, and said to be too slow. */
const MOST_SECONDS = 180

interface Answer {
  readonly rows: readonly number[]
  readonly weights: readonly number[]
  readonly seconds: number
  readonly peakBytes: number
}

export function peerContestant(peer: Peer, python: Python): Contestant {
  return {
    name: peer.order === 'of the job' ? peer.name : `${peer.name}, highest order`,
    draws: peer.draws ?? 1,
    warmsUp: false,
    async compress(input, goal, seed) {
      if (python === undefined) throw new NotRun('--peers was not given')
      const order = peer.order === 'of the job' ? goal.order : highestOrder(input.dim, goal.size)
      const entries = input.size * polynomialCount(input.dim, order)
      if (entries > peer.mostEntries) {
        const features = countText(entries / input.size)
        throw new NotRun(`${countText(input.size)} rows of ${features} features are beyond its bound`)
      }
      const { rows, weights, seconds, peakBytes } = await ask(python, peer, input, { ...goal, order }, seed)
      const set = selectRows(input, Uint32Array.from(rows), Float64Array.from(weights))
      return { set, order, seconds, peakBytes }
    },
  }
}

/** The highest for which no more than `size` points are needed. */
export function highestOrder(dim: number, size: number): number {
  let order = 0
  while (polynomialCount(dim, order + 1) <= size) order++
  return order
}

async function ask(
  python: string,
  peer: Peer,
  input: WeightedSet,
  goal: Goal,
  seed: number,
): Promise<Answer> {
  const folder = await mkdtemp(join(tmpdir(), 'polylog-bench-'))
  try {
    const { points, size, dim } = input
    const width = medianDistance(input)
    const facts = { size, dim, order: goal.order, goal: goal.size, width, seed }
    await writeFile(join(folder, 'problem.json'), JSON.stringify(facts))
    await writeFile(join(folder, 'points.f64'), points)
    return JSON.parse(await run(python, [join(SCRIPTS, `${peer.script}.py`), folder]))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function run(file: string, args: readonly string[]): Promise<string> {
  const options = { timeout: 1000 * MOST_SECONDS, maxBuffer: 2 ** 28 }
  return new Promise((resolve, reject) => {
    execFile(file, args, options, (error, stdout, stderr) => {
      if (error) reject(new NotRun(reasonOf(error, stderr, file)))
      else resolve(stdout.trimEnd().split('\n').at(-1) ?? '')
    })
  })
}

function reasonOf(error: Error & { code?: unknown; killed?: boolean }, stderr: string, file: string): string {
  if (error.killed) return `stopped after ${MOST_SECONDS} s`
  if (error.code === 'ENOENT') return `there is no ${file}`
  const missing = /No module named '([\w.]+)'/.exec(stderr)?.[1]
  if (missing) return `the Python package ${missing} is not installed`
  return stderr.trimEnd().split('\n').at(-1) ?? error.message
}
