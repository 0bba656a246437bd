import Table from 'cli-table3'

const PLAIN = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
}

/** Columns of text, aligned and without lines; the first column to the left, the others to the right. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = new Table({
    head: [...head],
    chars: PLAIN,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
    colAligns: head.map((_, column) => (column === 0 ? 'left' : 'right')),
  })
  table.push(...rows.map(row => [...row]))
  return trimLines(table.toString())
}

/** Names and values, one pair a line. */
export function pairTable(pairs: readonly (readonly [name: string, value: string])[]): string {
  const table = new Table({
    chars: PLAIN,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
  })
  table.push(...pairs.map(pair => [...pair]))
  return trimLines(table.toString())
}

function trimLines(text: string): string {
  return text
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
}
