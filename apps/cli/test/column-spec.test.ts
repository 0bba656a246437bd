import { describe, expect, it } from 'vitest'
import { parseColumnSpecs } from '../src/tables/column-spec.js'
import { halfFloat } from '../src/tables/npy-values.js'

const parse = (text: string) => parseColumnSpecs(text, '--columns')

describe('a list of columns', () => {
  it.each([
    ['a, b', [{ name: 'a' }, { name: 'b' }]],
    ['h=hour(t)+minute(t)/60', [{ name: 'h', expression: 'hour(t)+minute(t)/60' }]],
    [
      `a,b = round(x, 2) ,c="q,r"||','`,
      [{ name: 'a' }, { name: 'b', expression: 'round(x, 2)' }, { name: 'c', expression: `"q,r"||','` }],
    ],
    ['"a,b","c""d"', [{ name: 'a,b' }, { name: 'c"d' }]],
    ['"a=b"=x>=3', [{ name: 'a=b', expression: 'x>=3' }]],
    ['list=[1,2][k]', [{ name: 'list', expression: '[1,2][k]' }]],
  ])('%s', (text, specs) => {
    expect(parse(text)).toEqual(specs)
  })

  it.each([
    ['a,,b', /empty entry/],
    ['a,a', /'a' twice/],
    ['f(a', /Close every bracket/],
  ])('%s is refused', (text, message) => {
    expect(() => parse(text)).toThrow(message)
  })
})

it('half-precision floats are what IEEE 754 says', () => {
  expect([0x0000, 0x0001, 0x03ff, 0x0400, 0x3555, 0x7bff, 0xfc00].map(halfFloat)).toEqual([
    0,
    2 ** -24,
    1023 * 2 ** -24,
    2 ** -14,
    0.333251953125,
    65504,
    -Infinity,
  ])
  expect(halfFloat(0x7e00)).toBeNaN()
})
