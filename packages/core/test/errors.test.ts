import { AccuracyError, InputError, OptionError, PolylogError, UnavailableError } from '@polylog/core'
import { expect, test } from 'vitest'

test.each([
  [InputError, 'bad-input', 'InputError'],
  [OptionError, 'bad-option', 'OptionError'],
  [UnavailableError, 'unavailable', 'UnavailableError'],
  [AccuracyError, 'inaccurate', 'AccuracyError'],
] as const)('%o says what is wrong, then what to do, and keeps code and cause', (Kind, code, name) => {
  const cause = new Error('deeper')
  const error = new Kind('Row 3 is bad', 'Drop it', { cause })
  expect(error.message).toBe('Row 3 is bad. Drop it.')
  expect(error).toMatchObject({ code, name, cause, problem: 'Row 3 is bad', remedy: 'Drop it' })
  expect(error).toBeInstanceOf(PolylogError)
  expect(error).toBeInstanceOf(Error)
})
