import { describe, expect, it } from 'vitest'
import { peakMemory } from '../src/console/peak-memory.js'

describe('the peak of memory', () => {
  it('is at least what is held, and does not fall when that is given back', () => {
    const before = peakMemory()
    expect(before).toBeGreaterThan(10e6)
    expect(before).toBeGreaterThan(0.9 * process.memoryUsage.rss() - 50e6)
    const held = Buffer.alloc(100e6, 1)
    expect(peakMemory()).toBeGreaterThan(held.length)
    expect(peakMemory()).toBeGreaterThanOrEqual(before)
  })
})
