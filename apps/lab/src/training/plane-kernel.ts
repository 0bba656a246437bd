import { gunzipSync } from 'node:zlib'
import { KERNEL } from '../generated/kernel.js'

/** A two-layer ReLU network on the plane, `x -> Σ_j u_j relu(w_j · x + b_j)`, in WebAssembly (`assembly/`). */
export interface PlaneKernel {
  /** `4 × width`, of its memory: `w_1`, `w_2`, `b` and `u` of all neurons. To be set before what is asked of it. */
  readonly neurons: Float32Array
  /**
   * @param inputs `2 × rows`: first inputs, then second ones
   * @returns of the rows, in its memory: until it is asked again
   */
  outputs(inputs: Float32Array): Float32Array
  /**
   * Sums over the rows for which a neuron is active, for the inputs that outputs were last asked for.
   *
   * @param errors of these rows
   * @returns `3 × width`, in its memory: of errors, of errors times first inputs, and times second ones
   */
  errorSums(errors: Float32Array): Float32Array
}

interface Exports {
  readonly memory: WebAssembly.Memory
  allocate(bytes: number): number
  addOutputs(neurons: number, width: number, inputs: number, rows: number, outputs: number): void
  sumErrors(neurons: number, width: number, inputs: number, rows: number, errors: number, sums: number): void
}

/** Counts of rows are rounded up to multiples of it: as many are looked at together. */
const TOGETHER = 16

/** @param mostRows that are given at once */
export function planeKernel(width: number, mostRows: number): PlaneKernel {
  const module = new WebAssembly.Module(gunzipSync(Buffer.from(KERNEL, 'base64')))
  const kernel = new WebAssembly.Instance(module, { env: { abort() {} } }).exports as unknown as Exports
  const places = {
    neurons: kernel.allocate(4 * 4 * width),
    inputs: kernel.allocate(4 * 2 * rounded(mostRows)),
    outputs: kernel.allocate(4 * rounded(mostRows)),
    errors: kernel.allocate(4 * 3 * rounded(mostRows)),
    sums: kernel.allocate(4 * 3 * width),
  }
  // Of memory that does not grow any more.
  const view = (place: number, length: number) => new Float32Array(kernel.memory.buffer, place, length)
  const neurons = view(places.neurons, 4 * width)
  const sums = view(places.sums, 3 * width)
  let count = 0
  return {
    neurons,
    outputs(inputs) {
      count = inputs.length / 2
      const rows = rounded(count)
      const held = view(places.inputs, 2 * rows)
      held.set(inputs.subarray(0, count))
      held.set(inputs.subarray(count), rows)
      const outputs = view(places.outputs, rows)
      outputs.fill(0)
      kernel.addOutputs(places.neurons, width, places.inputs, rows, places.outputs)
      return outputs.subarray(0, count)
    },
    errorSums(errors) {
      const rows = rounded(count)
      const inputs = view(places.inputs, 2 * rows)
      const held = view(places.errors, 3 * rows).fill(0)
      for (let row = 0; row < count; row++) {
        held[row] = errors[row]
        held[rows + row] = errors[row] * inputs[row]
        held[2 * rows + row] = errors[row] * inputs[rows + row]
      }
      kernel.sumErrors(places.neurons, width, places.inputs, rows, places.errors, places.sums)
      return sums
    },
  }
}

const rounded = (count: number): number => TOGETHER * Math.ceil(count / TOGETHER)
