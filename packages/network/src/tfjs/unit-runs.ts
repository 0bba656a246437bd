import { MultiHeadAttention } from './attention/multi-head-attention.js'
import { isSoftmax, isUnitWise, normalisesUnits } from './layer-kinds.js'
import type { LayerTopology, Topology } from './topology.js'

/** Units that one layer makes and others take in, whatever happens to each of them by itself in between. */
export interface UnitRun {
  /** Neurons or channels, which other layers take in, or the heads of an attention, which adds them up itself. */
  readonly kind: 'units' | 'heads'
  /** The layer that makes the units; of heads, the attention. */
  readonly producer: string
  /** Layers in between, each of which treats every unit by itself; in the order of the model. */
  readonly between: readonly string[]
  /** Layers that take the units in and add them up; of heads, the attention. */
  readonly consumers: readonly string[]
}

/** A layer of units that are left as they are. */
export interface LeftLayer {
  readonly layer: string
  readonly reason: string
}

/** Layers that make units which can be chosen among. */
const PRODUCERS: readonly string[] = ['Dense', 'WeightedDense', 'Conv1D', 'Conv2D']

/** Layers that add up what units put in, with weights of their own. */
const CONSUMERS: readonly string[] = ['Dense', 'WeightedDense', 'Conv1D', 'Conv2D']

/** All runs of a model, in the order of their producers, and the layers that have units but are in none. */
export function unitRuns(topology: Topology): {
  readonly runs: readonly UnitRun[]
  readonly left: readonly LeftLayer[]
} {
  const takers = new Map<string, LayerTopology[]>()
  for (const layer of topology.layers) {
    for (const source of new Set(layer.calls.flat())) {
      takers.set(source, [...(takers.get(source) ?? []), layer])
    }
  }
  const runs: UnitRun[] = []
  const left: LeftLayer[] = []
  for (const layer of topology.layers) {
    if (layer.className === MultiHeadAttention.className) {
      const found = headRun(layer)
      if (typeof found === 'string') left.push({ layer: layer.name, reason: found })
      else runs.push(found)
      continue
    }
    if (!PRODUCERS.includes(layer.className)) {
      const reason = leftKind(layer)
      if (reason) left.push({ layer: layer.name, reason })
      continue
    }
    const found = runFrom(layer)
    if (typeof found === 'string') left.push({ layer: layer.name, reason: found })
    else runs.push(found)
  }
  return { runs, left }

  function runFrom(producer: LayerTopology): UnitRun | string {
    if (producer.calls.length > 1) return 'it is shared: several calls of it have the same weights'
    if (isSoftmax(producer.config.activation)) return 'its softmax compares all units with each other'
    if (producer.config.data_format === 'channels_first') return 'its channels come first'
    const between: LayerTopology[] = []
    const consumers: LayerTopology[] = []
    const problem = follow(producer, between, consumers)
    if (problem) return problem
    const order = (layers: readonly LayerTopology[]) =>
      topology.layers.filter(layer => layers.includes(layer)).map(({ name }) => name)
    return { kind: 'units', producer: producer.name, between: order(between), consumers: order(consumers) }
  }

  /** Collects what the outputs of a layer go through, and into; returns why that cannot be followed. */
  function follow(
    layer: LayerTopology,
    between: LayerTopology[],
    consumers: LayerTopology[],
  ): string | undefined {
    if (topology.outputs.includes(layer.name)) return 'its units are outputs of the model'
    const after = takers.get(layer.name) ?? []
    if (after.length === 0) return 'nothing takes its units in'
    for (const taker of after) {
      const { name, className } = taker
      if (taker.calls.length > 1) return `${name}, which takes its units in, is shared`
      if (className === MultiHeadAttention.className) return `${name} looks at all units at once`
      if (taker.calls[0].length > 1) {
        return `${name} joins its units with those of other layers, as residual connections do`
      }
      if (CONSUMERS.includes(className)) {
        if (taker.config.data_format === 'channels_first') return `the channels of ${name} come first`
        consumers.push(taker)
      } else if (isUnitWise(taker)) {
        between.push(taker)
        const problem = follow(taker, between, consumers)
        if (problem) return problem
      } else if (normalisesUnits(taker)) {
        return `${name} compares all units with each other`
      } else {
        return `${name} (${className}) does not treat units one by one`
      }
    }
    return undefined
  }
}

function headRun({ name, calls }: LayerTopology): UnitRun | string {
  if (calls.length > 1) return 'it is shared: several calls of it have the same weights'
  return { kind: 'heads', producer: name, between: [], consumers: [name] }
}

/** Why layers of other kinds that have units are left. */
function leftKind({ className }: LayerTopology): string | undefined {
  if (className === 'Embedding') return 'it is an embedding, whose width others may rely on'
  if (/LSTM|GRU|RNN|Bidirectional/.test(className)) return 'recurrent units feed each other'
  if (className === 'Model' || className === 'Functional' || className === 'Sequential') {
    return 'it is a model of its own: compress it by itself'
  }
  if (/^(Conv|SeparableConv|DepthwiseConv|TimeDistributed)/.test(className)) {
    return `layers of the kind ${className} are not known`
  }
  return undefined
}
