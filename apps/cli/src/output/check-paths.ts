import { fstatSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { OptionError } from '@polylog/core'

/**
 * Refuses paths that would destroy the input or each other, however they are spelled or linked.
 *
 * @throws OptionError naming the two that are one file, or the one that is empty
 */
export function checkPaths(
  input: string,
  out: string,
  report: string | undefined,
  checkpoint: string | undefined,
): void {
  const named: [option: string, path: string | undefined][] = [
    ['the input file', input],
    ['--out', out],
    ['--report', report],
    ['--checkpoint', checkpoint],
  ]
  const places = named.flatMap(([option, path]) => {
    if (path === undefined || path === '-') return []
    checkPath(path, option)
    if (input === '-' && isStandardInput(path)) {
      throw new OptionError(
        `${option} is '${path}', which standard input reads`,
        `Name another file with ${option}`,
      )
    }
    return isReplaceable(path) ? [{ option, path, place: realPlace(path) }] : []
  })
  places.forEach(({ option, path, place }, i) => {
    const other = places.slice(0, i).find(before => before.place === place)
    if (other === undefined) return
    throw new OptionError(
      `${option} is '${path}', the same file as ${other.option}${other.path === path ? '' : ` '${other.path}'`}`,
      `Name a file of its own with ${option}`,
    )
  })
}

/** @throws OptionError for an empty path */
export function checkPath(path: string, option: string): void {
  if (path.trim() === '') throw new OptionError(`${option} is empty`, 'Name a file')
}

/** Devices and pipes are written into, not replaced: two outputs may share one. */
function isReplaceable(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  return found === undefined || found.isFile()
}

/** Whether a file is redirected to standard input. */
function isStandardInput(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isFile()) return false
  try {
    const read = fstatSync(0)
    return read.dev === found.dev && read.ino === found.ino
  } catch {
    return false
  }
}

/** Where a path leads, whether there is a file yet or not. */
function realPlace(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    try {
      return join(realpathSync(dirname(path)), basename(path))
    } catch {
      return resolve(path)
    }
  }
}
