import type { UnitChoice } from '../../units/unit-choice.js'
import { selectUnits, type WeightArray } from '../model-weights.js'
import type { AttentionConfig } from './attention-options.js'
import {
  type AttentionArrays,
  arraysInOrder,
  attentionArrays,
  type ProjectionArrays,
} from './attention-weights.js'

export interface NarrowedHeads {
  /** In the order of the layer's weights. */
  readonly arrays: readonly WeightArray[]
  /** What becomes different in the layer's options, in the snake case of JSON. */
  readonly config: Readonly<Record<string, unknown>>
}

/**
 * An attention with the heads that are chosen, and what each stands for folded into the kernel of the outputs. Keys and values
 * that no head uses any more are left out.
 *
 * @param options of the layer
 */
export function narrowedHeads(
  arrays: readonly WeightArray[],
  { keyValueHeads, groupSizes }: Pick<AttentionConfig, 'keyValueHeads' | 'groupSizes'>,
  { indices, masses }: Pick<UnitChoice, 'indices' | 'masses'>,
): NarrowedHeads {
  const { query, key, value, output }: AttentionArrays = attentionArrays(arrays)
  const heads = keyValueHeads.length
  const ofHeads = Array.from(indices, head => keyValueHeads[head])
  const groups = Uint32Array.from(new Set(ofHeads)).sort()
  const groupCount = key.kernel.shape[1]
  const selected = ({ kernel, bias }: ProjectionArrays, units: number, kept: Uint32Array) => ({
    kernel: selectUnits(kernel, 1, units, kept),
    ...(bias && { bias: selectUnits(bias, 0, units, kept) }),
  })
  return {
    arrays: arraysInOrder({
      query: selected(query, heads, indices),
      key: selected(key, groupCount, groups),
      value: selected(value, groupCount, groups),
      output: { ...output, kernel: selectUnits(output.kernel, 0, heads, indices, masses) },
    }),
    config: {
      num_heads: indices.length,
      group_sizes: Array.from(groups, group => groupSizes[group]),
      key_value_heads: ofHeads.map(group => groups.indexOf(group)),
    },
  }
}
