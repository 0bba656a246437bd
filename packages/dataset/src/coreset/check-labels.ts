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
