import Table from 'cli-table3'
import type { TableCells } from '../jobs/job.js'

/** With lines around it, for a terminal; the first column to the left, the others to the right. */
export function terminalTable({ head, rows }: TableCells): string {
  const table = new Table({
    head: [...head],
    style: { head: [], border: [], compact: true },
    colAligns: head.map((_, column) => (column === 0 ? 'left' : 'right')),
  })
  table.push(...rows.map(row => row.map(plain)))
  return table.toString()
}

/** In Markdown, columns padded to one width. */
export function markdownTable({ head, rows }: TableCells): string {
  const widths = head.map((name, column) => Math.max(3, name.length, ...rows.map(row => row[column].length)))
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join(' | ')} |`
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}

/** Without the marks of Markdown. */
function plain(text: string): string {
  return text.replaceAll('**', '').replaceAll('`', '')
}
