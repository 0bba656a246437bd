import { fstatSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { OptionError } from '@polylog/core'

/** What errors call a path, such as an option, and the path, where one is given. */
export type NamedPath = readonly [name: string, path: string | undefined]

/**
 * Refuses paths that would destroy an input or each other, however they are spelled or linked.
 *
 * @param inputs are read, and may be one file
 * @throws OptionError naming the two that are one file, or the one that is empty
 */
export function checkPaths(inputs: readonly NamedPath[], outputs: readonly NamedPath[]): void {
  const read = places(inputs)
  const written = places(outputs)
  const readsStandardInput = inputs.some(([, path]) => path === '-')
  written.forEach(({ name, path, place }, i) => {
    if (readsStandardInput && isStandardInput(path)) {
      throw new OptionError(
        `${name} is '${path}', which standard input reads`,
        `Name another file with ${name}`,
      )
    }
    const other = [...read, ...written.slice(0, i)].find(before => before.place === place)
    if (other === undefined) return
    throw new OptionError(
      `${name} is '${path}', the same file as ${other.name}${other.path === path ? '' : ` '${other.path}'`}`,
      `Name a file of its own with ${name}`,
    )
  })
}

/** Of the files among them, which are there or not; standard input, devices and pipes have none. */
function places(named: readonly NamedPath[]) {
  return named.flatMap(([name, path]) => {
    if (path === undefined || path === '-') return []
    checkPath(path, name)
    return isReplaceable(path) ? [{ name, path, place: realPlace(path) }] : []
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
