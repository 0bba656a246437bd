import { type LayersModel, losses, type Optimizer, type Tensor, type Variable } from '@tensorflow/tfjs'

/** Outputs on the inputs after each step of training on squared errors. */
export function trajectory(
  model: LayersModel,
  optimizer: Optimizer,
  { x, y }: { readonly x: Tensor; readonly y: Tensor },
  steps: number,
): readonly Float32Array[] {
  return Array.from({ length: steps }, () => {
    optimizer.minimize(
      () => losses.meanSquaredError(y, model.apply(x) as Tensor),
      false,
      model.trainableWeights.map(weight => weight.read() as Variable),
    )
    return (model.predict(x) as Tensor).dataSync() as Float32Array
  })
}

/** Largest difference of any output after any step. */
export function farthest(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  return a.reduce(
    (most, outputs, step) =>
      outputs.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[step][i])), most),
    0,
  )
}
