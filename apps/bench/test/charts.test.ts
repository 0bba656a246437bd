import { describe, expect, it } from 'vitest'
import { fitPowerLaw } from '../src/charts/power-law.js'
import { secondsChart } from '../src/charts/seconds-chart.js'
import { fillSequence } from '../src/jobs/additive-sequence.js'

it('a power law is found from points on it', () => {
  const points = [1, 10, 300].map(x => ({ x, y: 3 * x ** 1.25 }))
  const { exponent, factor } = fitPowerLaw(points)
  expect(exponent).toBeCloseTo(1.25, 12)
  expect(factor).toBeCloseTo(3, 12)
})

it('a chart is an image of its own that names every line, dashed where others measured', () => {
  const svg = secondsChart(
    'points',
    [10, 100, 1000],
    [
      { name: 'ours', points: [10, 100].map(x => ({ x, seconds: x / 1e3 })) },
      { name: 'theirs', published: true, points: [10, 100].map(x => ({ x, seconds: x })) },
    ],
  )
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/)
  for (const text of ['>ours<', '>theirs<', 'stroke-dasharray="5,4"', '>100<']) expect(svg).toContain(text)
  expect(svg).not.toContain('>1,000<')
  expect(svg).not.toContain('NaN')
})

describe('the additive sequence', () => {
  it('is the same in any chunks, within the cube, and fills it evenly', () => {
    const whole = new Float64Array(3 * 1000)
    fillSequence(whole, 3, 0)
    const part = new Float64Array(3 * 400)
    fillSequence(part, 3, 600)
    expect(part).toEqual(whole.slice(1800))
    expect(Math.min(...whole)).toBeGreaterThanOrEqual(-1)
    expect(Math.max(...whole)).toBeLessThan(1)
    for (let axis = 0; axis < 3; axis++) {
      const below = whole.filter((value, i) => i % 3 === axis && value < 0).length
      expect(Math.abs(below - 500)).toBeLessThan(10)
    }
  })
})
