import type { LayersModel } from '@tensorflow/tfjs'

/** Lengths of the axes, rows first; null where they are not known. */
export type OutputShape = readonly (number | null)[]

/** Of the first output, in every call of the layer: more than one where it is shared. */
export function outputShapes({ inboundNodes }: LayersModel['layers'][number]): readonly OutputShape[] {
  return inboundNodes.map(({ outputShapes }) => {
    const given = outputShapes as OutputShape | readonly OutputShape[]
    return Array.isArray(given[0]) ? (given[0] as OutputShape) : (given as OutputShape)
  })
}

/** Of all inputs, in every call of the layer. */
export function inputShapes({
  inboundNodes,
}: LayersModel['layers'][number]): readonly (readonly OutputShape[])[] {
  return inboundNodes.map(({ inputShapes }) => inputShapes as readonly OutputShape[])
}

/** Product of some lengths; those that are not known count as 1. */
export function product(lengths: OutputShape): number {
  return lengths.reduce<number>((total, length) => total * (length ?? 1), 1)
}

/** What a layer that is called once takes in, as a model that puts it out names it. */
export function inputOf(model: LayersModel, layer: string): LayersModel['inputs'][0] {
  return model.getLayer(layer).input as LayersModel['inputs'][0]
}
