import type { Command, Help } from 'commander'

/** A command's manual page, beside what commander knows of its options. */
export interface Manual {
  readonly summary: string
  readonly arguments: readonly (readonly [name: string, description: string])[]
  readonly synopsis: readonly string[]
  readonly description: readonly string[]
  readonly examples: readonly (readonly [purpose: string, command: string])[]
  readonly exitStatus: readonly (readonly [code: string, meaning: string])[]
}

const WIDTH = 80
const INDENT = 7
const manuals = new WeakMap<Command, Manual>()

export function setManual(command: Command, manual: Manual): void {
  manuals.set(command, manual)
}

/** Commander's `formatHelp`: the page in the order of `man`. */
export function formatManual(command: Command, helper: Help): string {
  const manual = manuals.get(command)
  if (manual === undefined) return ''
  const options = helper
    .visibleOptions(command)
    .map(option => [helper.optionTerm(option), helper.optionDescription(option)] as const)
  const commands = helper
    .visibleCommands(command)
    .map(sub => [helper.subcommandTerm(sub).split(' ')[0], helper.subcommandDescription(sub)] as const)
  const sections: (readonly [string, readonly string[]])[] = [
    ['NAME', wrapped(`${commandName(command).replaceAll(' ', '-')} - ${manual.summary}`)],
    ['SYNOPSIS', manual.synopsis.map(line => ' '.repeat(INDENT) + line)],
    ['DESCRIPTION', separated(manual.description.map(paragraph => wrapped(paragraph)))],
    ['COMMANDS', definitions(commands)],
    ['ARGUMENTS', definitions(manual.arguments)],
    ['OPTIONS', definitions(options)],
    ['EXAMPLES', separated(manual.examples.map(example))],
    ['EXIT STATUS', aligned(manual.exitStatus)],
  ]
  return sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `${title}\n${lines.join('\n')}\n`)
    .join('\n')
}

function commandName(command: Command): string {
  return command.parent === null ? command.name() : `${commandName(command.parent)} ${command.name()}`
}

function definitions(terms: readonly (readonly [string, string])[]): string[] {
  return separated(
    terms.map(([term, description]) => [' '.repeat(INDENT) + term, ...wrapped(description, INDENT + 7)]),
  )
}

function aligned(terms: readonly (readonly [string, string])[]): string[] {
  return terms.flatMap(([term, description]) => {
    const [first, ...others] = wrapped(description, INDENT + 7)
    return [' '.repeat(INDENT) + term.padEnd(7) + first.trimStart(), ...others]
  })
}

function example([purpose, command]: readonly [string, string]): string[] {
  return [...wrapped(purpose), ...command.split('\n').map(line => ' '.repeat(INDENT + 4) + line)]
}

/** Blank lines between groups of lines. */
function separated(groups: readonly (readonly string[])[]): string[] {
  return groups.flatMap((group, i) => (i === 0 ? [...group] : ['', ...group]))
}

function wrapped(text: string, indent = INDENT): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && indent + line.length + 1 + word.length > WIDTH) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  lines.push(line)
  return lines.map(content => ' '.repeat(indent) + content)
}
