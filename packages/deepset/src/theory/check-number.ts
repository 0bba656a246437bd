import { OptionError } from '@polylog/core'

/** @throws OptionError unless `value` is an integer of at least `least` */
export function checkInteger(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new OptionError(`${name} is ${value}`, `Give an integer of ${least} or more`)
  }
}

/** @throws OptionError unless `value` is positive and finite */
export function checkPositive(name: string, value: number): void {
  if (!(value > 0 && value < Infinity)) {
    throw new OptionError(`${name} is ${value}`, 'Give a positive, finite number')
  }
}

/** @throws OptionError unless `value` is finite and not negative */
export function checkNotNegative(name: string, value: number): void {
  if (!(value >= 0 && value < Infinity)) {
    throw new OptionError(`${name} is ${value}`, 'Give a finite number of 0 or more')
  }
}

/** @throws OptionError unless `1 <= compressedSize <= size`, both integers */
export function checkSizes(size: number, compressedSize: number): void {
  checkInteger('size', size, 1)
  checkInteger('compressedSize', compressedSize, 1)
  if (compressedSize > size) {
    throw new OptionError(`compressedSize is ${compressedSize}`, `Give at most size = ${size}`)
  }
}
