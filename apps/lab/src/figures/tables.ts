/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Two digits, as a power of ten where that is shorter. */
export function errorText(value: number): string {
  if (value === 0) return '0'
  return value >= 0.01 && value < 1000 ? String(Number(value.toPrecision(2))) : value.toExponential(1)
}

export function countText(value: number): string {
  return value.toLocaleString('en-GB')
}
