/** `0.142`, `36.5`, `11,428` */
export function secondsText(seconds: number | undefined): string {
  if (seconds === undefined) return ''
  return seconds < 0.0001
    ? '< 0.0001'
    : Number(seconds.toPrecision(3)).toLocaleString('en-US', { maximumSignificantDigits: 3 })
}

/** `1.3e-9` */
export function powerText(value: number | undefined): string {
  return value === undefined ? '' : value.toExponential(1)
}

/** `340 times`, `0.8 times` */
export function timesText(factor: number | undefined): string {
  return factor === undefined ? '' : `${Number(factor.toPrecision(2)).toLocaleString('en-US')} times`
}

/** `612 MB`, of a million bytes each */
export function megabytesText(bytes: number | undefined): string {
  if (bytes === undefined) return ''
  const megabytes = bytes / 1e6
  return `${megabytes < 10 ? megabytes.toFixed(1) : Math.round(megabytes).toLocaleString('en-US')} MB`
}

/** `128,000` */
export function countText(count: number): string {
  return count.toLocaleString('en-US')
}

/** `7`, or `7-9` where draws differ. */
export function rangeText(ascending: readonly number[]): string {
  const [first, last] = [ascending[0], ascending[ascending.length - 1]]
  if (first === undefined) return ''
  return first === last ? String(first) : `${first}-${last}`
}
