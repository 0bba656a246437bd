import type { RealTypedArray } from './weighted-set.js'

/** The numbers of several arrays of one type, one array after the other, copied. */
export function concatenated<T extends RealTypedArray>(parts: readonly T[]): T {
  const Kind = parts[0].constructor as new (length: number) => T
  const all = new Kind(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
