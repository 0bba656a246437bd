import type { AxisMasses } from '../unit-masses.js'

/** Masses along the axes of an attention's weights. */
export interface HeadMasses {
  /** Of the weight, in the layer's order. */
  readonly place: number
  readonly incoming?: AxisMasses
  readonly outgoing?: AxisMasses
}

/**
 * What masses of heads are for the weights of an attention. A key and its value that several heads share stand for as many as
 * their heads do, over the number of heads that shared them in the layer before.
 *
 * @param masses of the heads
 * @param config of the layer, in the snake case of JSON
 */
export function headMasses(
  masses: Float64Array,
  config: Readonly<Record<string, unknown>>,
): readonly HeadMasses[] {
  const keyValueHeads = config.key_value_heads as readonly number[]
  const groupSizes = config.group_sizes as readonly number[]
  const ofKeys = new Float64Array(groupSizes.length)
  keyValueHeads.forEach((group, head) => {
    ofKeys[group] += masses[head] / groupSizes[group]
  })
  const isBiased = config.use_bias === true
  const step = isBiased ? 2 : 1
  const projections = [masses, ofKeys, ofKeys].flatMap((own, i) => [
    { place: i * step, outgoing: { masses: own, axis: 1 } },
    ...(isBiased ? [{ place: i * step + 1, outgoing: { masses: own, axis: 0 } }] : []),
  ])
  return [...projections, { place: 3 * step, incoming: { masses, axis: 0 } }]
}
