import { OptionError } from './errors.js'

/** @throws OptionError if there are no options, or for a name that is no option's: it would be a silent default */
export function checkNames(subject: string, options: unknown, names: readonly string[]): void {
  const remedy = `The options are ${names.join(', ')}`
  if (typeof options !== 'object' || options === null) {
    const given = typeof options === 'string' ? JSON.stringify(options) : String(options)
    throw new OptionError(`The options of ${subject} are ${given}, not an object`, remedy)
  }
  const unknown = Object.keys(options).find(name => !names.includes(name))
  if (unknown !== undefined) {
    throw new OptionError(`${JSON.stringify(unknown)} is not an option of ${subject}`, remedy)
  }
}
