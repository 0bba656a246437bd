import { InputError, OptionError } from '@polylog/core'
import type { serialization } from '@tensorflow/tfjs'

export interface MultiHeadAttentionOptions {
  readonly numHeads: number
  /** Length of the queries and keys of a head. */
  readonly keyDim: number
  /** Length of the values of a head; `keyDim` by default. */
  readonly valueDim?: number
  /** Length of the outputs; that of the queries that come in by default. */
  readonly outputDim?: number
  /**
   * Which key and value each head uses, by its number: heads with the same one are a group. A head for itself by default. A
   * number deals the heads out, in their order, to as many groups of equal size.
   */
  readonly keyValueHeads?: number | readonly number[]
  /** Whether a place sees only places up to its own. `false` by default. */
  readonly useCausalMask?: boolean
  /** `true` by default. */
  readonly useBias?: boolean
  /** Share of the attention that is dropped in training; 0 by default. */
  readonly dropout?: number
  /** How many heads used each key in the layer that this one stands for in training; as many as here by default. */
  readonly groupSizes?: readonly number[]
  /** What each head stands for; 1 by default. */
  readonly masses?: ArrayLike<number>
  readonly name?: string
  readonly trainable?: boolean
}

/** The same with all defaults, as JSON carries it. */
export interface AttentionConfig extends serialization.ConfigDict {
  numHeads: number
  keyDim: number
  valueDim: number
  /** 0: that of the queries that come in. */
  outputDim: number
  /** For every head. */
  keyValueHeads: number[]
  /** For every key. */
  groupSizes: number[]
  useCausalMask: boolean
  useBias: boolean
  dropout: number
  /** For every head; empty where all are 1. */
  masses: number[]
}

/**
 * @throws OptionError for lengths that are not positive integers, groups that the heads cannot be dealt to, and a dropout
 *   outside of [0, 1)
 * @throws InputError for masses that are not positive, or not one for each head
 */
export function attentionConfig(options: MultiHeadAttentionOptions): AttentionConfig {
  const { numHeads, keyDim, valueDim = keyDim, outputDim = 0, useCausalMask = false } = options
  const { useBias = true, dropout = 0, masses = [] } = options
  checkLength('numHeads', numHeads)
  checkLength('keyDim', keyDim)
  checkLength('valueDim', valueDim)
  if (outputDim !== 0) checkLength('outputDim', outputDim)
  if (!(dropout >= 0 && dropout < 1)) {
    throw new OptionError(`dropout is ${dropout}`, 'Give a share from 0 and below 1')
  }
  const keyValueHeads = groupsOf(numHeads, options.keyValueHeads ?? numHeads)
  return {
    numHeads,
    keyDim,
    valueDim,
    outputDim,
    keyValueHeads,
    groupSizes: checkedSizes(keyValueHeads, options.groupSizes),
    useCausalMask,
    useBias,
    dropout,
    masses: checkedMasses(numHeads, masses),
  }
}

/** How many keys and values there are. */
export function keyValueCount({ keyValueHeads }: { readonly keyValueHeads: readonly number[] }): number {
  return Math.max(...keyValueHeads) + 1
}

function checkLength(name: string, length: number): void {
  if (Number.isInteger(length) && length >= 1) return
  throw new OptionError(`${name} is ${length}`, 'Give a positive integer')
}

function groupsOf(heads: number, given: number | readonly number[]): number[] {
  if (typeof given === 'number') {
    if (!(Number.isInteger(given) && given >= 1 && heads % given === 0)) {
      throw new OptionError(
        `keyValueHeads is ${given} for ${heads} heads`,
        'Give a number that divides that of the heads, or the number of the key for each head',
      )
    }
    return Array.from({ length: heads }, (_, head) => Math.floor((head * given) / heads))
  }
  if (given.length !== heads) {
    throw new OptionError(
      `keyValueHeads holds ${given.length} numbers for ${heads} heads`,
      'Give the number of the key for each head',
    )
  }
  const bad = given.findIndex(group => !(Number.isInteger(group) && group >= 0 && group < heads))
  if (bad >= 0) {
    throw new OptionError(
      `keyValueHeads gives head ${bad} the key ${given[bad]}`,
      'Keys are numbered from 0 and are no more than heads',
    )
  }
  const used = new Set(given)
  const unused = Array.from(used).findIndex((_, group) => !used.has(group))
  if (unused >= 0) {
    throw new OptionError(`No head uses key ${unused}`, 'Number the keys that are used without a gap')
  }
  return [...given]
}

function checkedSizes(keyValueHeads: readonly number[], given: readonly number[] | undefined): number[] {
  const own = new Array<number>(keyValueCount({ keyValueHeads })).fill(0)
  for (const group of keyValueHeads) own[group]++
  if (!given) return own
  if (given.length === own.length && given.every((size, group) => size >= own[group])) return [...given]
  throw new OptionError(
    `groupSizes is ${JSON.stringify(given)} where keys have ${own.join(', ')} heads`,
    'Give a number for each key that is not smaller than that of its heads',
  )
}

function checkedMasses(heads: number, masses: ArrayLike<number>): number[] {
  if (masses.length !== 0 && masses.length !== heads) {
    throw new InputError(`There are ${masses.length} masses for ${heads} heads`, 'Give one for each head')
  }
  const given = Array.from(masses)
  const bad = given.findIndex(mass => !(mass > 0 && mass < Infinity))
  if (bad >= 0)
    throw new InputError(`The mass of head ${bad} is ${given[bad]}`, 'Masses are positive numbers')
  return given
}
