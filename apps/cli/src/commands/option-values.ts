import type { Quality, SizeOptions } from '@polylog/compress'
import type { CoveringKind, Kernel } from '@polylog/core'
import { COVERING_KINDS, KERNELS, OptionError } from '@polylog/core'

/** What `createRng` takes. */
const LEAST_SEED = -(2 ** 31)
const MOST_SEED = 2 ** 32 - 1

const QUALITIES: readonly Quality[] = ['fast', 'balanced', 'best']

/** Exactly one of the three, checked. */
export function parseSize(options: { size?: string; ratio?: string; tolerance?: string }): SizeOptions {
  const given = (['size', 'ratio', 'tolerance'] as const).filter(name => options[name] !== undefined)
  if (given.length !== 1) {
    throw new OptionError(
      given.length === 0
        ? 'None of --size, --ratio and --tolerance is given'
        : `${given.map(name => `--${name}`).join(' and ')} are given together`,
      'Give exactly one, such as --size 1000',
    )
  }
  if (options.size !== undefined) return { size: parseInteger(options.size, '--size', 1) }
  if (options.ratio !== undefined) {
    const ratio = parseNumber(options.ratio, '--ratio')
    if (!(ratio > 0 && ratio <= 1)) {
      throw new OptionError(
        `--ratio is ${options.ratio}`,
        'Give a number above 0 and at most 1, such as 0.01',
      )
    }
    return { ratio }
  }
  const tolerance = parseNumber(options.tolerance!, '--tolerance')
  if (!(tolerance > 0)) {
    throw new OptionError(`--tolerance is ${options.tolerance}`, 'Give a number above 0, such as 1e-6')
  }
  return { tolerance }
}

export function parseOrder(text: string): number | 'auto' {
  return text === 'auto' ? 'auto' : parseInteger(text, '--order', 0, "an integer of 0 or more, or 'auto'")
}

export function parseQuality(text: string): Quality {
  return oneOf(text, QUALITIES, '--quality')
}

export function parseCovering(text: string): CoveringKind {
  return oneOf(text, COVERING_KINDS, '--covering')
}

export function parseKernel(text: string): Kernel {
  return oneOf(text, KERNELS, '--kernel')
}

export function parseNulls(text: string): 'drop' | 'error' {
  return oneOf(text, ['drop', 'error'], '--nulls')
}

export function parseInteger(
  text: string,
  option: string,
  least: number,
  expected = `an integer of ${least} or more`,
): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isInteger(value) || value < least) {
    throw new OptionError(`${option} is ${text === '' ? 'empty' : text}`, `Give ${expected}`)
  }
  return value
}

/** @throws OptionError for what no generator can be seeded with */
export function parseSeed(text: string): number {
  const expected = `an integer between ${LEAST_SEED} and ${MOST_SEED}`
  const seed = parseInteger(text, '--seed', LEAST_SEED, expected)
  if (seed > MOST_SEED) throw new OptionError(`--seed is ${text}`, `Give ${expected}`)
  return seed
}

export function parseNumber(text: string, option: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new OptionError(`${option} is ${text === '' ? 'empty' : text}`, 'Give a number')
  }
  return value
}

const BYTE_UNITS: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
}

/** `512MB`, `1.5 GB`, `2GiB`; a bare number is more often a slip than a number of bytes. */
export function parseBytes(text: string, option: string): number {
  const match = /^\s*(\d+(?:\.\d*)?|\.\d+)\s*([kmgt]i?b|b)\s*$/i.exec(text)
  const bytes = match ? Math.floor(Number(match[1]) * BYTE_UNITS[match[2].toUpperCase()]) : 0
  if (bytes >= 1) return bytes
  throw new OptionError(
    `${option} is ${text === '' ? 'empty' : `'${text}'`}`,
    'Give a size with its unit, such as 512MB, 2GB or 1GiB',
  )
}

export function oneOf<T extends string>(text: string, choices: readonly T[], option: string): T {
  const found = choices.find(choice => choice === text)
  if (found === undefined)
    throw new OptionError(`${option} is '${text}'`, `Choose one of ${choices.join(', ')}`)
  return found
}
