import { InputError } from '@polylog/core'
import { compareNaturally } from './natural-order.js'
import type { Safetensors, StoredTensor } from './safetensors.js'

/** Dense layers, one after the other. What they are called in a file is kept, to be written again. */
export interface DenseStack {
  readonly layers: readonly DenseLayer[]
  /** Of all layers but the last, which has none; missing where the file does not say. */
  readonly activation?: string
  /** All else that a file says. */
  readonly metadata: ReadonlyMap<string, string>
}

export interface DenseLayer {
  readonly names: DenseNames
  /** `[inputs, outputs]` */
  readonly kernel: StoredTensor
  /** `[outputs]` */
  readonly bias?: StoredTensor
}

/** What a layer and its tensors are called, and which way round its kernel is stored. */
export interface DenseNames {
  readonly prefix: string
  /** `.weight` is `[outputs, inputs]`, as of PyTorch; `/kernel` is `[inputs, outputs]`, as of Keras. */
  readonly kernel: '.weight' | '/kernel'
}

const BIASES = { '.weight': '.bias', '/kernel': '/bias' } as const

/** Where a file says what the activation is. */
const ACTIVATION = 'activation'

/**
 * The dense layers of a file, in the natural order of their names: `layers.2` comes before `layers.10`. Kernels are copied as
 * they are turned.
 *
 * @param path of the file, which errors name
 * @throws InputError for tensors that belong to no dense layer, by name, and for layers that do not fit the one before
 */
export function stackOfTensors({ tensors, metadata }: Safetensors, path: string): DenseStack {
  const found = Array.from(tensors.keys(), kernelNames).filter(names => names !== undefined)
  const layers = found
    .sort((a, b) => compareNaturally(a.prefix, b.prefix))
    .map(names => denseLayer(names, tensors, path))
  const known = new Set(layers.flatMap(({ names }) => tensorNames(names)))
  const strange = [...tensors.keys()].filter(name => !known.has(name))
  if (strange.length > 0) {
    throw new InputError(
      `${path} holds tensors that belong to no dense layer: ${strange.join(', ')}`,
      'Leave them out: plain stacks of dense layers are read, NAME.weight and NAME.bias of each. Compress other models as a model.json of TensorFlow.js',
    )
  }
  if (layers.length === 0) {
    throw new InputError(`${path} holds no tensors`, 'Give NAME.weight and NAME.bias of every dense layer')
  }
  checkChain(layers, path)
  const activation = metadata.get(ACTIVATION)
  return { layers, metadata, ...(activation !== undefined && { activation }) }
}

/** The same as the tensors of a file, with the names and layout that the layers have. Kernels are copied as they are turned. */
export function tensorsOfStack({ layers, activation, metadata }: DenseStack): Safetensors {
  const tensors = layers.flatMap(({ names, kernel, bias }) => {
    const [kernelName, biasName] = tensorNames(names)
    const stored = names.kernel === '.weight' ? turned(kernel) : kernel
    return [[kernelName, stored] as const, ...(bias ? [[biasName, bias] as const] : [])]
  })
  return {
    tensors: new Map(tensors),
    metadata: new Map([
      ...metadata,
      ...(activation === undefined ? [] : [[ACTIVATION, activation] as const]),
    ]),
  }
}

function tensorNames({ prefix, kernel }: DenseNames): readonly [kernel: string, bias: string] {
  return [`${prefix}${kernel}`, `${prefix}${BIASES[kernel]}`]
}

/** Nothing for a tensor that is no kernel by its name. */
function kernelNames(name: string): DenseNames | undefined {
  const [, prefix, kernel] = /^(.+)(\.weight|\/kernel)$/su.exec(name) ?? []
  return kernel === undefined ? undefined : { prefix, kernel: kernel as DenseNames['kernel'] }
}

function denseLayer(names: DenseNames, tensors: Safetensors['tensors'], path: string): DenseLayer {
  const [kernelName, biasName] = tensorNames(names)
  const stored = tensors.get(kernelName)!
  const bias = tensors.get(biasName)
  const isTurned = names.kernel === '.weight'
  if (stored.shape.length !== 2 || stored.shape.includes(0)) {
    throw new InputError(
      `Tensor ${kernelName} of ${path} has the shape ${shapeText(stored.shape)}, which is not that of a dense layer`,
      `Give ${isTurned ? '[outputs, inputs]' : '[inputs, outputs]'}`,
    )
  }
  const kernel = isTurned ? turned(stored) : stored
  const [, outputs] = kernel.shape
  if (bias && !(bias.shape.length === 1 && bias.shape[0] === outputs)) {
    throw new InputError(
      `Tensor ${biasName} of ${path} has the shape ${shapeText(bias.shape)}, and ${kernelName} has ${outputs} outputs`,
      `Give the shape [${outputs}]`,
    )
  }
  return { names, kernel, ...(bias && { bias }) }
}

/** Each layer takes in what the one before it puts out. */
function checkChain(layers: readonly DenseLayer[], path: string): void {
  for (let i = 1; i < layers.length; i++) {
    const [before, layer] = [layers[i - 1], layers[i]]
    const [outputs, inputs] = [before.kernel.shape[1], layer.kernel.shape[0]]
    if (outputs === inputs) continue
    const [first, second] = [before, layer].map(({ names, kernel: { shape } }) => ({
      name: tensorNames(names)[0],
      shape: shapeText(names.kernel === '.weight' ? [shape[1], shape[0]] : shape),
    }))
    throw new InputError(
      `${first.name} of ${path} has the shape ${first.shape} and puts out ${outputs} numbers, and ${second.name} of the shape ${second.shape}, next in the order of names, takes in ${inputs}`,
      'Give a plain stack of dense layers whose names are in its order, such as layers.0, layers.1',
    )
  }
}

function turned({ shape: [rows, columns], values }: StoredTensor): StoredTensor {
  const result = new Float32Array(values.length)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[column * rows + row] = values[row * columns + column]
    }
  }
  return { shape: [columns, rows], values: result }
}

function shapeText(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`
}
