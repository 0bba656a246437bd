/** A deep copy; functions are shared. */
export function snapshot<T>(value: T): T {
  if (ArrayBuffer.isView(value)) return structuredClone(value)
  if (Array.isArray(value)) return value.map(snapshot) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, snapshot(part)])) as T
}

/** Equal to the last bit, `-0` and NaN included. */
export function sameBits(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return Object.is(a, b)
  if (a.constructor !== b.constructor) return false
  const left = Object.entries(a)
  const right = Object.entries(b)
  return (
    left.length === right.length &&
    left.every(([key, part], i) => key === right[i][0] && sameBits(part, right[i][1]))
  )
}
