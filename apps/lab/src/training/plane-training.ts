import { createRng, type WeightedSet } from '@polylog/core'
import { tensor } from '@tensorflow/tfjs'
import { type Training, trainableVariables } from './follow-wide.js'
import { planeKernel } from './plane-kernel.js'
import { rowBatches } from './row-batches.js'
import { modelFrom } from './two-layer-model.js'
import type { NetworkStart } from './two-layer-network.js'

/** Gradients of our own kernel: those of TensorFlow.js go through memory with all rows times all neurons, many times over. */
export function planeTraining(
  start: NetworkStart,
  rows: WeightedSet,
  test: WeightedSet,
  batchSize: number,
  seed: number,
): Training {
  const { width } = start
  const model = modelFrom(start)
  const variables = trainableVariables(model)
  const masses = start.masses ?? new Float32Array(width).fill(1)
  const kernel = planeKernel(width, Math.max(batchSize, test.size))
  const even = new Float64Array(rows.size).fill(1)
  const nextBatch = rowBatches(even, batchSize, 'without-replacement', createRng(seed))
  const testInputs = inputsOf(
    test,
    Uint32Array.from({ length: test.size }, (_, row) => row),
  )
  /** @returns the network's offset */
  const setNeurons = () => {
    const [incoming, biases, outgoing, offset] = variables.map(variable => variable.dataSync())
    const { neurons } = kernel
    neurons.set(incoming)
    neurons.set(biases, 2 * width)
    for (let j = 0; j < width; j++) neurons[3 * width + j] = masses[j] * outgoing[j]
    return offset[0]
  }
  return {
    model,
    nextGradients() {
      const offset = setNeurons()
      const batch = nextBatch().rows
      const errors = kernel.outputs(inputsOf(rows, batch)).map((output, i) => {
        return (2 * (output + offset - rows.points[3 * batch[i] + 2])) / batch.length
      })
      const found = gradientsOf(kernel.neurons, kernel.errorSums(errors), masses)
      const values = [...found, errors.reduce((sum, error) => sum + error, 0)]
      return variables.map(({ name, shape }, i) => ({ name, tensor: tensor(values[i], shape) }))
    },
    outputs() {
      const offset = setNeurons()
      return Float64Array.from(kernel.outputs(testInputs), output => output + offset)
    },
    labels: Float64Array.from({ length: test.size }, (_, row) => test.points[3 * row + 2]),
  }
}

/**
 * By `w`, `b` and `v`, from the sums `s`, `s_1`, `s_2` of errors: those by `w` and `b` are `u` times these, and that by `v` is
 * `c (w_1 s_1 + w_2 s_2 + b s)`, since a neuron that is active is linear.
 */
function gradientsOf(neurons: Float32Array, sums: Float32Array, masses: Float32Array): Float32Array[] {
  const width = masses.length
  const incoming = new Float32Array(2 * width)
  const biases = new Float32Array(width)
  const outgoing = new Float32Array(width)
  for (let j = 0; j < width; j++) {
    const [sum, first, second] = [sums[j], sums[width + j], sums[2 * width + j]]
    const out = neurons[3 * width + j]
    incoming[j] = out * first
    incoming[width + j] = out * second
    biases[j] = out * sum
    outgoing[j] =
      masses[j] * (neurons[j] * first + neurons[width + j] * second + neurons[2 * width + j] * sum)
  }
  return [incoming, biases, outgoing]
}

/** First inputs of the rows, then second ones. */
function inputsOf({ points }: WeightedSet, rows: ArrayLike<number>): Float32Array {
  const count = rows.length
  const inputs = new Float32Array(2 * count)
  for (let i = 0; i < count; i++) {
    inputs[i] = points[3 * rows[i]]
    inputs[count + i] = points[3 * rows[i] + 1]
  }
  return inputs
}
