import { InputError } from '@polylog/core'
import type { LayersModel } from '@tensorflow/tfjs'
import { outputShapes } from './layer-shapes.js'

/** A layer as the model's JSON describes it. */
export interface LayerTopology {
  readonly name: string
  readonly className: string
  /** Options of the layer in the JSON's own snake case. */
  readonly config: Readonly<Record<string, unknown>>
  /** Names of the layers whose outputs each call of the layer takes; several calls where it is shared. */
  readonly calls: readonly (readonly string[])[]
  /** Axes of its outputs, the rows included. */
  readonly rank: number
}

/** Which layers feed which, in an order in which those that feed come first. */
export interface Topology {
  readonly layers: readonly LayerTopology[]
  /** The layer of a name that there is. */
  layer(name: string): LayerTopology
  /** Names of the layers whose outputs are the model's. */
  readonly outputs: readonly string[]
  /** A copy of the JSON with changes of some layers. */
  withChanges(changes: LayerChanges): ModelJson
}

/** By the names of layers: options that are not those of the topology, and another class, if it is not the same. */
export type LayerChanges = ReadonlyMap<string, LayerChange>

export interface LayerChange {
  readonly className?: string
  readonly config: Readonly<Record<string, unknown>>
}

/** What `tf.models.modelFromJSON` takes. */
export interface ModelJson {
  readonly class_name: string
  readonly config: Readonly<Record<string, unknown>>
}

interface LayerJson {
  readonly name?: string
  readonly class_name: string
  readonly config: Readonly<Record<string, unknown>> & { readonly name: string }
  readonly inbound_nodes?: readonly (readonly (readonly [string, number, number, unknown])[])[]
}

/** A sequential model within a model counts as built only once it is used, too. */
function isBuilt(layer: LayersModel['layers'][number]): boolean {
  return layer.built || ('layers' in layer && (layer as LayersModel).layers.every(isBuilt))
}

/**
 * @throws InputError for a model that has not been built
 */
export function topologyOf(model: LayersModel): Topology {
  // A sequential model counts itself as built only once it is used.
  if (!model.inputs?.length || !model.outputs?.length || !model.layers.every(isBuilt)) {
    throw new InputError(
      'The model is not built',
      'Give its first layer an inputShape, or call model.build() first',
    )
  }
  const json = model.toJSON(null, false) as unknown as ModelJson
  const described = json.config.layers as readonly LayerJson[]
  const ranks = new Map(model.layers.map(layer => [layer.name, outputShapes(layer, model)[0]?.length ?? 0]))
  const isChain = json.class_name === 'Sequential'
  const layers = described.map(({ class_name: className, config, inbound_nodes: calls = [] }, i) => ({
    name: config.name,
    className,
    config,
    calls: isChain
      ? [described.slice(Math.max(0, i - 1), i).map(before => before.config.name)]
      : calls.map(call => call.map(([name]) => name)),
    rank: ranks.get(config.name) ?? 0,
  }))
  const byName = new Map(layers.map(layer => [layer.name, layer]))
  const outputs = (json.config.output_layers ?? []) as readonly (readonly [string, number, number])[]
  return {
    layers,
    layer: name => byName.get(name)!,
    outputs: isChain ? [layers[layers.length - 1].name] : outputs.map(([name]) => name),
    withChanges: changes => ({
      ...json,
      config: { ...json.config, layers: described.map(layer => changed(layer, changes)) },
    }),
  }
}

function changed(layer: LayerJson, changes: LayerChanges): LayerJson {
  const change = changes.get(layer.config.name)
  if (!change) return layer
  const { className = layer.class_name, config } = change
  return { ...layer, class_name: className, config: { ...layer.config, ...config } }
}
