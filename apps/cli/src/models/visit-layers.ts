/** A layer, or a model, as the JSON of a model describes it. */
export interface DescribedLayer {
  readonly class_name: string
  readonly config?: { readonly name?: string; readonly layers?: unknown }
  /** What each call of the layer takes in: name, node and tensor of a layer, and arguments of the call. */
  readonly inbound_nodes?: unknown
}

/** Where wrappers, such as TimeDistributed and Bidirectional, hold a layer. */
const WRAPPED = ['layer', 'backward_layer', 'cell']

/**
 * Calls `visit` with every layer of a model and of the models in it.
 *
 * @param topology as it was parsed; parts that are no layers are passed over
 */
export function visitLayers(topology: unknown, visit: (layer: DescribedLayer) => void): void {
  if (typeof topology !== 'object' || topology === null) return
  const { class_name: name, config, model_config: inner } = topology as Readonly<Record<string, unknown>>
  if (inner) visitLayers(inner, visit)
  if (typeof name === 'string') visit(topology as DescribedLayer)
  const layers = (config as DescribedLayer['config'])?.layers ?? config
  if (Array.isArray(layers)) for (const part of layers) visitLayers(part, visit)
  for (const place of WRAPPED)
    visitLayers((config as Readonly<Record<string, unknown>> | undefined)?.[place], visit)
}
