import type { Rng } from '@polylog/core'

type Corner = readonly [x: number, y: number]

/** Strokes of the glyphs, as the corners of lines in a unit square. */
// biome-ignore format: a glyph a line
const GLYPHS: readonly (readonly Corner[])[] = [
  [[0.2, 0.1], [0.8, 0.1], [0.8, 0.9], [0.2, 0.9], [0.2, 0.1]],
  [[0.3, 0.2], [0.5, 0.1], [0.5, 0.9]],
  [[0.2, 0.2], [0.5, 0.1], [0.8, 0.3], [0.2, 0.9], [0.8, 0.9]],
  [[0.2, 0.1], [0.8, 0.1], [0.5, 0.45], [0.8, 0.7], [0.5, 0.9], [0.2, 0.8]],
  [[0.7, 0.9], [0.7, 0.1], [0.2, 0.6], [0.9, 0.6]],
  [[0.8, 0.1], [0.2, 0.1], [0.2, 0.5], [0.7, 0.5], [0.7, 0.9], [0.2, 0.9]],
  [[0.7, 0.1], [0.2, 0.6], [0.4, 0.9], [0.8, 0.7], [0.3, 0.6]],
  [[0.2, 0.1], [0.8, 0.1], [0.4, 0.9]],
  [[0.2, 0.9], [0.5, 0.1], [0.8, 0.9], [0.65, 0.5], [0.35, 0.5]],
  [[0.2, 0.9], [0.2, 0.1], [0.5, 0.5], [0.8, 0.1], [0.8, 0.9]],
]

export const GLYPH_KINDS = GLYPHS.length

/** What the images are; lengths are shares of their side. */
export interface GlyphImageOptions {
  readonly count: number
  /** Pixels of a side. */
  readonly side: number
  /** Largest shift along each axis. */
  readonly shift: number
  /** Distance from a stroke at which ink has faded to 1/e. */
  readonly pen: number
  /** Standard deviation of what is added to every pixel. */
  readonly noise: number
  /** Largest turn in either direction, in radians; 0 by default. */
  readonly turn?: number
  /** Least and largest size of the glyph's square; the image's by default. */
  readonly size?: readonly [least: number, largest: number]
  /** Strokes that belong to no glyph; 0 by default. */
  readonly clutter?: number
}

export interface GlyphImages {
  /** `count × side²`, row-major from the top; ink is 1, paper 0. */
  readonly pixels: Float64Array
  /** Number of the glyph in every image, below `GLYPH_KINDS`. */
  readonly kinds: Uint8Array
}

/** Standard deviation of a clutter stroke's length along each axis. */
const CLUTTER_LENGTH = 0.25

/**
 * Images of ten glyphs, every kind as likely, shifted, turned and sized at random. Ink falls off with the distance of a pixel's
 * centre from the nearest stroke.
 */
export function glyphImages(options: GlyphImageOptions, rng: Rng): GlyphImages {
  const { count, side, shift, pen, noise, turn, size, clutter = 0 } = options
  const pixels = new Float64Array(count * side * side)
  const kinds = new Uint8Array(count)
  for (let i = 0; i < count; i++) {
    kinds[i] = rng.integer(GLYPH_KINDS)
    const [shiftX, shiftY] = [within(shift), within(shift)]
    const angle = turn ? within(turn) : 0
    const scale = size ? size[0] + (size[1] - size[0]) * rng.uniform() : 1
    const [cos, sin] = [Math.cos(angle) / scale, Math.sin(angle) / scale]
    const lines = [GLYPHS[kinds[i]], ...Array.from({ length: clutter }, clutterStroke)]
    for (let pixel = 0; pixel < side * side; pixel++) {
      const x = ((pixel % side) + 0.5) / side - 0.5 - shiftX
      const y = (Math.floor(pixel / side) + 0.5) / side - 0.5 - shiftY
      const nearest = distanceToLines(cos * x + sin * y + 0.5, cos * y - sin * x + 0.5, lines)
      pixels[i * side * side + pixel] = Math.exp(-((nearest / pen) ** 2)) + noise * rng.normal()
    }
  }
  return { pixels, kinds }

  function within(most: number): number {
    return most * (2 * rng.uniform() - 1)
  }

  function clutterStroke(): readonly Corner[] {
    const [x, y] = [rng.uniform(), rng.uniform()]
    return [
      [x, y],
      [x + CLUTTER_LENGTH * rng.normal(), y + CLUTTER_LENGTH * rng.normal()],
    ]
  }
}

function distanceToLines(x: number, y: number, lines: readonly (readonly Corner[])[]): number {
  let nearest = Infinity
  for (const corners of lines) {
    for (let j = 1; j < corners.length; j++) {
      nearest = Math.min(nearest, distanceToStroke(x, y, corners[j - 1], corners[j]))
    }
  }
  return nearest
}

function distanceToStroke(x: number, y: number, [x1, y1]: Corner, [x2, y2]: Corner): number {
  const [dx, dy] = [x2 - x1, y2 - y1]
  const along = ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)
  const t = Math.max(0, Math.min(1, along))
  return Math.hypot(x - x1 - t * dx, y - y1 - t * dy)
}
