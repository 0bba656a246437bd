import { OptionError } from '@polylog/core'
import type { ColumnSpec } from './table.js'

const OPENING = '([{'
const CLOSING = ')]}'

/**
 * Reads `a,b,hour=hour(date)+minute(date)/60`: names, and names with an expression, separated by the commas that
 * are outside brackets and quotes. A name may stand in double quotes.
 *
 * @throws OptionError naming the bad entry
 */
export function parseColumnSpecs(text: string, option: string): ColumnSpec[] {
  const specs = splitOutside(text, option).map(entry => parseEntry(entry, option))
  const seen = new Set<string>()
  for (const { name } of specs) {
    if (seen.has(name)) throw new OptionError(`${option} names '${name}' twice`, 'Name each column once')
    seen.add(name)
  }
  return specs
}

function parseEntry(entry: string, option: string): ColumnSpec {
  const match = /^("(?:[^"]|"")+"|[^"'()[\]{}=<>!]+?)\s*=(?!=)\s*(.+)$/s.exec(entry)
  const name = unquote(match ? match[1].trim() : entry)
  if (name === '') {
    throw new OptionError(`${option} has an empty entry`, 'Separate column names by single commas')
  }
  return match ? { name, expression: match[2] } : { name }
}

function splitOutside(text: string, option: string): string[] {
  const entries: string[] = []
  let quote = ''
  let depth = 0
  let start = 0
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    if (quote !== '') {
      if (character === quote) quote = ''
    } else if (character === '"' || character === "'") quote = character
    else if (OPENING.includes(character)) depth++
    else if (CLOSING.includes(character)) depth--
    else if (character === ',' && depth === 0) {
      entries.push(text.slice(start, i).trim())
      start = i + 1
    }
  }
  if (quote !== '' || depth !== 0) {
    throw new OptionError(
      `${option} is '${text}'`,
      'Close every bracket and quote in it; a name with such characters stands in double quotes, as "it\'s"',
    )
  }
  entries.push(text.slice(start).trim())
  return entries
}

function unquote(name: string): string {
  return /^".+"$/s.test(name) ? name.slice(1, -1).replaceAll('""', '"') : name
}
