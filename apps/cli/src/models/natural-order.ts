/**
 * Compares names as people number them: `layers.2` comes before `layers.10`. Digits count as numbers, all else by the codes of its
 * signs, in every language the same.
 *
 * @returns below 0 where `a` comes first, above 0 where `b` does, 0 for one name
 */
export function compareNaturally(a: string, b: string): number {
  const [first, second] = [a, b].map(name => name.match(/[0-9]+|[^0-9]+/g) ?? [])
  const length = Math.min(first.length, second.length)
  for (let i = 0; i < length; i++) {
    const areNumbers = [first[i], second[i]].every(piece => /^[0-9]/.test(piece))
    const difference = areNumbers ? Number(first[i]) - Number(second[i]) : byCodes(first[i], second[i])
    if (difference !== 0) return difference
  }
  return first.length - second.length || byCodes(a, b)
}

function byCodes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
