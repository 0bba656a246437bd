import { createRng } from '@polylog/core'
import { GLYPH_KINDS, glyphImages } from '@polylog/testkit'
import { describe, expect, it } from 'vitest'

const SIDE = 16
const PLAIN = { count: 200, side: SIDE, shift: 0, pen: 0.05, noise: 0 }

function ofKind({ pixels, kinds }: ReturnType<typeof glyphImages>, kind: number): Float64Array {
  const at = kinds.indexOf(kind)
  return pixels.subarray(at * SIDE ** 2, (at + 1) * SIDE ** 2)
}

/** Number of pixels from the left and from the top, in the mean over the ink. */
function centreOf(image: Float64Array): readonly [x: number, y: number] {
  let [ink, x, y] = [0, 0, 0]
  image.forEach((value, at) => {
    ink += value
    x += value * (at % SIDE)
    y += value * Math.floor(at / SIDE)
  })
  return [x / ink, y / ink]
}

describe('glyph images', () => {
  it('are of every kind, and all of one kind alike where nothing is drawn but the kind', () => {
    const images = glyphImages(PLAIN, createRng(1))
    expect(new Set(images.kinds).size).toBe(GLYPH_KINDS)
    const first = ofKind(images, 4)
    const last = images.kinds.lastIndexOf(4)
    expect(images.pixels.subarray(last * SIDE ** 2, (last + 1) * SIDE ** 2)).toEqual(first)
    expect(Math.max(...first)).toBeGreaterThan(0.9)
    expect(Math.min(...first)).toBeGreaterThanOrEqual(0)
  })

  it('have the ink of the glyph that is a square where its strokes are', () => {
    const square = ofKind(glyphImages(PLAIN, createRng(1)), 0)
    const at = (x: number, y: number) => square[Math.floor(y * SIDE) * SIDE + Math.floor(x * SIDE)]
    for (const place of [0.2, 0.8]) expect(at(place, 0.5)).toBeGreaterThan(0.5)
    for (const place of [0.1, 0.9]) expect(at(0.5, place)).toBeGreaterThan(0.5)
    expect(at(0.5, 0.5)).toBeLessThan(1e-6)
    expect(at(0.02, 0.5)).toBeLessThan(1e-3)
  })

  it('lose no ink when turned, and have more of it with clutter and in larger sizes', () => {
    const inkOf = (options: object) => {
      const { pixels } = glyphImages({ ...PLAIN, ...options }, createRng(2))
      return pixels.reduce((sum, value) => sum + value, 0)
    }
    expect(inkOf({ turn: 0.4 }) / inkOf({})).toBeCloseTo(1, 1)
    expect(inkOf({ clutter: 2 })).toBeGreaterThan(1.1 * inkOf({}))
    expect(inkOf({ size: [0.5, 0.6] })).toBeLessThan(0.8 * inkOf({ size: [0.9, 1] }))
  })

  it('are shifted as far as is said, and no further', () => {
    const shift = 0.1
    const centres = Array.from({ length: 40 }, (_, seed) => {
      const images = glyphImages({ ...PLAIN, count: 1, shift }, createRng(seed))
      const plain = glyphImages(PLAIN, createRng(1))
      const [x] = centreOf(images.pixels)
      return x - centreOf(ofKind(plain, images.kinds[0]))[0]
    })
    expect(Math.max(...centres)).toBeLessThan(shift * SIDE + 0.1)
    expect(Math.max(...centres)).toBeGreaterThan(0.5 * shift * SIDE)
    expect(Math.min(...centres)).toBeLessThan(-0.5 * shift * SIDE)
  })

  it('are the same for the same seed', () => {
    const options = { ...PLAIN, count: 5, shift: 0.1, noise: 0.1, turn: 0.3, clutter: 1 }
    expect(glyphImages(options, createRng(3))).toEqual(glyphImages(options, createRng(3)))
    expect(glyphImages(options, createRng(3)).pixels).not.toEqual(glyphImages(options, createRng(4)).pixels)
  })
})
