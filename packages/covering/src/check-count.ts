import { OptionError } from '@polylog/core'

export function checkCount(count: number): void {
  if (!Number.isInteger(count) || count < 1) {
    throw new OptionError(`count is ${count}`, 'Ask for a whole number of cells, at least 1')
  }
}
