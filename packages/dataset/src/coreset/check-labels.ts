import { OptionError } from '@polylog/core'

/** @throws OptionError if projected labels are those of other columns than the target's */
export function checkLabelsAreOf(names: readonly string[], target: readonly string[]): void {
  const isOf = (name: string, column: string) =>
    name === column || name.startsWith(`${column}=`) || name.startsWith(`${column}[`)
  if (names.every(name => target.some(column => isOf(name, column)))) return
  throw new OptionError(
    `The target is ${target.join(', ')}, and the projected labels are those of ${names.join(', ')}`,
    'Give the target that the coreset was made with',
  )
}

/** @throws OptionError if rows that were kept for some labels are to serve others: nothing is known of those */
export function checkTargetIs(made: readonly string[], target: readonly string[]): void {
  if (made.join('\n') === target.join('\n')) return
  const named = (columns: readonly string[]) =>
    columns.length > 0 ? `the target ${columns.join(', ')}` : 'no target'
  throw new OptionError(
    `A coreset made for ${named(made)} is to be compressed for ${named(target)}`,
    'Give the target that it was made for, or compress all rows',
  )
}
