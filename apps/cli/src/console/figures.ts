const GROUPED = new Intl.NumberFormat('en-US')

/** `3,000,000` */
export function grouped(value: number): string {
  return GROUPED.format(value)
}

/** `1 row`, `3,000 rows` */
export function counted(value: number, noun: string): string {
  return `${grouped(value)} ${noun}${value === 1 ? '' : 's'}`
}

/** Six significant digits, or a power of ten for what is very small or large. */
export function significant(value: number, digits = 6): string {
  if (value === 0 || !Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  return size >= 1e-4 && size < 1e9
    ? String(Number(value.toPrecision(digits)))
    : value.toExponential(digits - 1)
}

/** `4.1e-16` */
export function small(value: number): string {
  return value === 0 ? '0' : value.toExponential(1)
}

/** `0.4 s`, `2 min 5 s` */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  if (seconds < 60) return `${Math.round(seconds)} s`
  const whole = Math.round(seconds)
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}

/** `312 MB` */
export function megabytes(bytes: number): string {
  const mega = bytes / 1e6
  return mega < 10 ? `${mega.toFixed(1)} MB` : `${grouped(Math.round(mega))} MB`
}
