import type { WeightArray } from '../model-weights.js'

/** A kernel and its bias, where the layer has any. */
export interface ProjectionArrays {
  readonly kernel: WeightArray
  readonly bias?: WeightArray
}

/** Weights of an attention by what they are for. */
export interface AttentionArrays {
  /** `inputs × heads × keyDim` */
  readonly query: ProjectionArrays
  /** `inputs × keys × keyDim` */
  readonly key: ProjectionArrays
  /** `inputs × keys × valueDim` */
  readonly value: ProjectionArrays
  /** `heads × valueDim × outputs` */
  readonly output: ProjectionArrays
}

/** @param arrays in the order of the layer's weights */
export function attentionArrays(arrays: readonly WeightArray[]): AttentionArrays {
  const step = arrays.length / 4
  const [query, key, value, output] = [0, 1, 2, 3].map(i => {
    const [kernel, bias] = arrays.slice(i * step, (i + 1) * step)
    return { kernel, ...(bias && { bias }) }
  })
  return { query, key, value, output }
}

/** In the order of the layer's weights. */
export function arraysInOrder({ query, key, value, output }: AttentionArrays): readonly WeightArray[] {
  return [query, key, value, output].flatMap(({ kernel, bias }) => (bias ? [kernel, bias] : [kernel]))
}
