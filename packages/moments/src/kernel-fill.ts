import { interleaveRows, type KernelFeatures, profileOf } from '@polylog/core'
import type { FillTable } from './table-fills.js'

/** Sections are evaluated for two points and four landmarks at a time, and then combined by the transform. */
export function fillKernel(
  { kernel, width, landmarks, count, transform }: KernelFeatures,
  dim: number,
  at: number,
  stride: number,
): FillTable {
  const given = landmarks.length / dim
  const profile = profileOf(kernel)
  const places = interleaveRows(
    landmarks.map(coordinate => coordinate / width),
    given,
    dim,
  )
  const pair = new Float64Array(2 * dim)
  const squared = new Float64Array(8)
  const sections = transform ? new Float64Array(given * stride) : undefined
  return (points, rows, start, end, _frame, table) => {
    const out = sections ?? table
    const first = sections ? 0 : at
    for (let p = start; p < end; p += 2) {
      const second = Math.min(p + 1, end - 1)
      for (let axis = 0; axis < dim; axis++) {
        pair[axis] = points[rows[p] * dim + axis] / width
        pair[dim + axis] = points[rows[second] * dim + axis] / width
      }
      for (let i = 0; i < given; i += 4) {
        squaredDistances(pair, places, i * dim, dim, squared)
        const last = Math.min(4, given - i)
        for (let k = 0; k < last; k++) {
          const to = first + (i + k) * stride - start
          out[to + p] = profile(squared[k])
          out[to + second] = profile(squared[4 + k])
        }
      }
    }
    if (transform && sections) combine(transform, count, given, sections, table, at, stride, end - start)
  }
}

/** From two points to four interleaved places: eight sums that do not wait for each other. */
function squaredDistances(
  pair: Float64Array,
  places: Float64Array,
  at: number,
  dim: number,
  squared: Float64Array,
): void {
  let a0 = 0
  let a1 = 0
  let a2 = 0
  let a3 = 0
  let b0 = 0
  let b1 = 0
  let b2 = 0
  let b3 = 0
  for (let axis = 0, from = at; axis < dim; axis++, from += 4) {
    const a = pair[axis]
    const b = pair[dim + axis]
    const place0 = places[from]
    const place1 = places[from + 1]
    const place2 = places[from + 2]
    const place3 = places[from + 3]
    a0 += (a - place0) * (a - place0)
    a1 += (a - place1) * (a - place1)
    a2 += (a - place2) * (a - place2)
    a3 += (a - place3) * (a - place3)
    b0 += (b - place0) * (b - place0)
    b1 += (b - place1) * (b - place1)
    b2 += (b - place2) * (b - place2)
    b3 += (b - place3) * (b - place3)
  }
  squared[0] = a0
  squared[1] = a1
  squared[2] = a2
  squared[3] = a3
  squared[4] = b0
  squared[5] = b1
  squared[6] = b2
  squared[7] = b3
}

/** `table_j = Σ_i transform_ji sections_i`. */
function combine(
  transform: Float64Array,
  count: number,
  given: number,
  sections: Float64Array,
  table: Float64Array,
  at: number,
  stride: number,
  size: number,
): void {
  for (let j = 0; j < count; j++) {
    const to = at + j * stride
    table.fill(0, to, to + size)
    for (let i = 0; i < given; i++) {
      const share = transform[j * given + i]
      const from = i * stride
      for (let p = 0; p < size; p++) table[to + p] += share * sections[from + p]
    }
  }
}
