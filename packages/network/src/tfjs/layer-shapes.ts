import type { LayersModel } from '@tensorflow/tfjs'

/** Lengths of the axes, rows first; null where they are not known. */
export type OutputShape = readonly (number | null)[]

type Layer = LayersModel['layers'][number]

/** Of the first output, in every call of the layer in a model: more than one where it is shared. */
export function outputShapes(layer: Layer, model: LayersModel): readonly OutputShape[] {
  return callsIn(model, layer).map(({ outputShapes }) => {
    const given = outputShapes as OutputShape | readonly OutputShape[]
    return Array.isArray(given[0]) ? (given[0] as OutputShape) : (given as OutputShape)
  })
}

/** Of all inputs, in every call of the layer in a model. */
export function inputShapes(layer: Layer, model: LayersModel): readonly (readonly OutputShape[])[] {
  return callsIn(model, layer).map(({ inputShapes }) => inputShapes as readonly OutputShape[])
}

/** A layer may be called in other models as well, whose calls are not this one's. */
function callsIn(model: LayersModel, { name, inboundNodes }: Layer): Layer['inboundNodes'] {
  const { containerNodes } = model as unknown as { readonly containerNodes: ReadonlySet<string> }
  // A sequential model that has not been used does not know its calls yet.
  if (containerNodes.size === 0) return inboundNodes
  return inboundNodes.filter((_, at) => containerNodes.has(`${name}_ib-${at}`))
}

/** Product of some lengths; those that are not known count as 1. */
export function product(lengths: OutputShape): number {
  return lengths.reduce<number>((total, length) => total * (length ?? 1), 1)
}

/** What a layer that is called once takes in, as a model that puts it out names it. */
export function inputOf(model: LayersModel, layer: string): LayersModel['inputs'][0] {
  return model.getLayer(layer).input as LayersModel['inputs'][0]
}
