import { checkNames, OptionError } from '@polylog/core'

/** What to say of a name that deserves more than a list of those that are known. */
export interface Refusal {
  readonly problem: string
  readonly remedy: string
}

/**
 * @param names of all options
 * @param refusals of some names that are not among them
 * @throws OptionError if there are no options, or for a name that is no option's: it would be a silent default
 */
export function checkOptionNames(
  options: unknown,
  names: Readonly<Record<string, true>>,
  refusals: Readonly<Record<string, Refusal>>,
): void {
  if (typeof options !== 'object' || options === null) {
    throw new OptionError(
      `The options are ${options === null ? 'null' : `of type ${typeof options}`}`,
      'Say at least how large the result may be, such as { size: 1000 }',
    )
  }
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(refusals, name)) throw new OptionError(refusals[name].problem, refusals[name].remedy)
  }
  checkNames('a compression', options, Object.keys(names))
}
