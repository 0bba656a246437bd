import { randomNormal } from 'd3-random'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator'
import { OptionError } from './errors.js'

/** A seeded source of randomness: always passed in, never global. */
export interface Rng {
  /** Uniform in `[0, 1)`, 53 bits. */
  uniform(): number
  /** Uniform among `0, 1, …, bound - 1`. */
  integer(bound: number): number
  /** Standard normal. */
  normal(): number
  /** A stream of its own, independent of what is drawn from this one later. */
  fork(): Rng
}

/** The seed's own bits are sparse; the generator needs a few steps to spread them. */
const WARM_UP = 32

/**
 * A xoroshiro128+ generator (pure-rand). The same seed gives the same numbers on every machine.
 *
 * @param seed an integer of 32 bits
 * @param purpose what is drawn: streams of one seed for different purposes have nothing to do with each other, nor with data that
 *   a caller drew from the seed itself
 * @throws OptionError if the seed is not such an integer
 */
export function createRng(seed: number, purpose = ''): Rng {
  if (!Number.isInteger(seed) || seed < -(2 ** 31) || seed >= 2 ** 32) {
    throw new OptionError(`seed is ${seed}`, 'Give an integer between -2147483648 and 4294967295')
  }
  const generator = xoroshiro128plus(seed ^ hashOf(purpose))
  for (let i = 0; i < WARM_UP; i++) generator.next()
  return rngFrom(generator)
}

/** 32 bits of FNV-1a (Fowler, Noll and Vo); 0 of no text. */
function hashOf(text: string): number {
  if (text === '') return 0
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash
}

function rngFrom(generator: JumpableRandomGenerator): Rng {
  const uniform = () => uniformFloat64(generator)
  return {
    uniform,
    integer: bound => uniformInt(generator, 0, bound - 1),
    normal: randomNormal.source(uniform)(0, 1),
    fork() {
      const child = generator.clone()
      generator.jump()
      return rngFrom(child)
    },
  }
}
