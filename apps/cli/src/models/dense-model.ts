import { OptionError } from '@polylog/core'
import type { LayersModel, Sequential } from '@tensorflow/tfjs'
import { type Activation, knownActivation } from './dense-activation.js'
import type { DenseLayer, DenseNames, DenseStack } from './dense-stack.js'
import type { TensorFlow } from './load-tensors.js'
import type { StoredTensor } from './safetensors.js'
import { UNIT_MASSES, unitMasses } from './unit-masses.js'

/**
 * A sequential model of dense layers, the last without an activation; the caller disposes of it. Layers are called as in the
 * file, with other signs than TensorFlow.js takes replaced.
 */
export function modelOfStack(
  { layers, metadata }: DenseStack,
  activation: Activation,
  tf: TensorFlow,
): Sequential {
  const names = layerNames(layers.map(({ names }) => names.prefix))
  const model = tf.sequential({
    layers: layers.map(({ kernel, bias }, i) =>
      tf.layers.dense({
        name: names[i],
        units: kernel.shape[1],
        activation: i < layers.length - 1 ? activation : 'linear',
        useBias: bias !== undefined,
        ...(i === 0 && { inputShape: [kernel.shape[0]] }),
      }),
    ),
  })
  // As the text that it is: whether there are any is all that is asked of a model that is read.
  if (metadata.has(UNIT_MASSES)) model.setUserDefinedMetadata({ [UNIT_MASSES]: metadata.get(UNIT_MASSES) })
  tf.tidy(() => {
    const weights = layers.flatMap(({ kernel, bias }) => (bias ? [kernel, bias] : [kernel]))
    model.setWeights(weights.map(({ shape, values }) => tf.tensor(values, [...shape])))
  })
  return model
}

/**
 * The layers of a plain stack of dense layers, copied: a sequential model of nothing else, the last without an activation, the
 * others with one.
 *
 * @param like has the names of the layers, and what else is said; they are `layers.0`, `layers.1`, … without it
 * @param out where it is to be written, which errors name
 * @throws OptionError for any other model, naming the layer that is in the way
 */
export function stackOfModel(model: LayersModel, like: DenseStack | undefined, out: string): DenseStack {
  const refused = (problem: string) =>
    new OptionError(
      `--out is '${out}', which can hold a plain stack of dense layers only, and ${problem}`,
      'Name a folder with --out',
    )
  const layers = model.layers.filter(layer => layer.getClassName() !== 'InputLayer')
  const strange = layers.find(layer => layer.getClassName() !== 'Dense')
  if (strange) throw refused(`layer ${strange.name} of the model is of the kind ${strange.getClassName()}`)
  if (model.getClassName() !== 'Sequential') {
    throw refused(`the model of ${layers.map(({ name }) => name).join(', ')} is not sequential`)
  }
  const activations = layers.map(layer => String(layer.getConfig().activation))
  const [activation = 'linear'] = activations.slice(0, -1)
  const isLast = (i: number) => i === layers.length - 1
  const bad = activations.findIndex(
    (found, i) => !knownActivation(found) || found !== (isLast(i) ? 'linear' : activation),
  )
  if (bad >= 0) {
    const wanted = isLast(bad)
      ? ', and the last may have none'
      : bad > 0
        ? `, and others '${activation}'`
        : ''
    throw refused(`layer ${layers[bad].name} has the activation '${activations[bad]}'${wanted}`)
  }
  const namesOf = (i: number): DenseNames =>
    like?.layers[i].names ?? { prefix: `layers.${i}`, kernel: '.weight' }
  return {
    layers: layers.map((layer, i): DenseLayer => {
      const [kernel, bias] = layer
        .getWeights()
        .map(
          (weight): StoredTensor => ({ shape: weight.shape, values: Float32Array.from(weight.dataSync()) }),
        )
      return { names: namesOf(i), kernel, ...(bias && { bias }) }
    }),
    activation,
    metadata: metadata(),
  }

  /** That of the file, and masses of units by the names in the file, if there are any. */
  function metadata(): ReadonlyMap<string, string> {
    const found = new Map(like?.metadata)
    found.delete(UNIT_MASSES)
    const masses = unitMasses(model)
    if (!masses) return found
    const named = layers.flatMap(({ name }, i) => (masses[name] ? [[namesOf(i).prefix, masses[name]]] : []))
    return found.set(UNIT_MASSES, JSON.stringify(Object.fromEntries(named)))
  }
}

/** One for each, all different, of the signs that TensorFlow.js takes. */
function layerNames(prefixes: readonly string[]): readonly string[] {
  const taken = new Set<string>()
  return prefixes.map(prefix => {
    const valid = prefix.replace(/[^-A-Za-z0-9._/]/gu, '_').replace(/^(?![A-Za-z0-9])/, 'layer')
    let name = valid
    for (let i = 1; taken.has(name); i++) name = `${valid}_${i}`
    taken.add(name)
    return name
  })
}
