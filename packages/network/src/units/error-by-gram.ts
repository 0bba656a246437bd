import type { UnitChoice } from './unit-choice.js'

/**
 * How far the sum of all units' vectors is from that of those kept, over the length of the former: `√(δᵀ G δ / 1ᵀ G 1)` with
 * `δ = c - 1`.
 *
 * @param gram `count × count`: products of the units' vectors
 */
export function errorByGram(
  gram: Float64Array,
  count: number,
  { indices, masses }: Pick<UnitChoice, 'indices' | 'masses'>,
): number {
  const change = new Float64Array(count).fill(-1)
  indices.forEach((unit, i) => {
    change[unit] += masses[i]
  })
  let squared = 0
  let whole = 0
  for (let i = 0; i < count; i++) {
    let lost = 0
    let sum = 0
    for (let j = 0; j < count; j++) {
      lost += gram[i * count + j] * change[j]
      sum += gram[i * count + j]
    }
    squared += change[i] * lost
    whole += sum
  }
  return whole > 0 ? Math.sqrt(Math.max(0, squared) / whole) : 0
}
