import type { Comparison } from '../comparison/comparison.js'
import { glyphs, intrinsicDimension, isotropicNormal, manyPoints } from './kernel-quadrature.js'
import { m3k5d1M } from './m3-k5-1m.js'
import { m3k5d3M } from './m3-k5-3m.js'
import { m3k5d8000 } from './m3-k5-8000.js'
import { m5k5d8000 } from './m5-k5-8000.js'
import { m5k5d128000 } from './m5-k5-128000.js'
import { m3k5OneCell, m5k5OneCell } from './one-cell.js'

/** In the order in which they run. */
export const ALL_COMPARISONS: readonly Comparison[] = [
  m3k5d8000,
  m5k5d8000,
  m5k5d128000,
  m3k5d1M,
  m3k5OneCell,
  m5k5OneCell,
  m3k5d3M,
  intrinsicDimension,
  glyphs,
  isotropicNormal,
  manyPoints,
]
