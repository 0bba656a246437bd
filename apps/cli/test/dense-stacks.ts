import { createRng } from '@polylog/core'

/** Stacks of dense layers in the layout of PyTorch, and what they compute by plain loops. */

export interface Stored {
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

/** By name. */
export type Tensors = Readonly<Record<string, Stored>>

const rng = createRng(3)

const drawn = (...shape: readonly number[]): Stored => ({
  shape,
  values: Array.from({ length: sizeOf(shape) }, () =>
    Math.fround((1.5 * rng.normal()) / Math.sqrt(shape[1] ?? 1)),
  ),
})

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

export function zeros(...shape: readonly number[]): Stored {
  return { shape, values: new Array<number>(sizeOf(shape)).fill(0) }
}

/** 6 inputs, 200 and 8 units, 3 outputs. As text, ten would come before two. */
export const WIDE: Tensors = {
  'layers.10.weight': drawn(3, 8),
  'layers.10.bias': drawn(3),
  'layers.0.weight': drawn(200, 6),
  'layers.0.bias': drawn(200),
  'layers.2.weight': drawn(8, 200),
}

/** Its layers in their order. */
export const ORDER = ['layers.0', 'layers.2', 'layers.10']

/** Inputs of it. */
export const ROWS = Array.from({ length: 400 }, () => Array.from({ length: 6 }, () => 2 * rng.uniform() - 1))

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
const softplus = (x: number) => Math.log1p(Math.exp(x))
const elu = (x: number) => (x > 0 ? x : Math.expm1(x))

/** By the names that the command has for them. */
export const ACTIVATIONS: Readonly<Record<string, (x: number) => number>> = {
  relu: x => Math.max(0, x),
  relu6: x => Math.min(6, Math.max(0, x)),
  tanh: Math.tanh,
  sigmoid,
  elu,
  selu: x => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)),
  softplus,
  softsign: x => x / (1 + Math.abs(x)),
  swish: x => x * sigmoid(x),
  mish: x => x * Math.tanh(softplus(x)),
  gelu: x => x * normalShare(x),
  linear: x => x,
}

/** What share of a normal distribution lies below, by a sum of areas. */
function normalShare(x: number): number {
  const step = x / 200
  let area = 0
  for (let i = 0; i < 200; i++) area += step * Math.exp(-0.5 * ((i + 0.5) * step) ** 2)
  return 0.5 + area / Math.sqrt(2 * Math.PI)
}

export function stackOutputs(
  tensors: Tensors,
  order: readonly string[],
  activation: (x: number) => number,
): readonly number[] {
  return ROWS.flatMap(row =>
    order.reduce((inputs, name, at) => {
      const { shape, values } = tensors[`${name}.weight`]
      const bias = tensors[`${name}.bias`]?.values
      return Array.from({ length: shape[0] }, (_, out) => {
        const sum = inputs.reduce((total, x, i) => total + x * values[out * shape[1] + i], bias?.[out] ?? 0)
        return at < order.length - 1 ? activation(sum) : sum
      })
    }, row),
  )
}

/** Over the length of the first. */
export function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((x, i) => x - b[i])) / Math.hypot(...a)
}
