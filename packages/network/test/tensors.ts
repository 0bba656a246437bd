import { createRequire } from 'node:module'
import { dirname, sep } from 'node:path'
import { createRng } from '@polylog/core'
import {
  initializers,
  type LayersModel,
  layers,
  ready,
  type Sequential,
  sequential,
  setBackend,
  type Tensor,
  tensor,
  tidy,
} from '@tensorflow/tfjs'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'

/** TensorFlow.js on its WebAssembly backend, from its package's own files. */
export async function startTensors(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
  setWasmPaths(`${dirname(entry)}${sep}`)
  await setBackend('wasm')
  await ready()
}

export function normals(shape: readonly number[], seed: number): Tensor {
  const rng = createRng(seed)
  const length = shape.reduce((product, size) => product * size, 1)
  return tensor(
    Float32Array.from({ length }, () => rng.normal()),
    [...shape],
  )
}

/** Two dense layers, all weights drawn by the seed. */
export function twoLayers(inputs: number, width: number, outputs: number, seed = 1): Sequential {
  const drawn = (shift: number) => initializers.randomNormal({ stddev: 0.7, seed: seed + shift })
  return sequential({
    layers: [
      layers.dense({
        units: width,
        activation: 'relu',
        inputShape: [inputs],
        kernelInitializer: drawn(1),
        biasInitializer: drawn(2),
      }),
      layers.dense({ units: outputs, kernelInitializer: drawn(3) }),
    ],
  })
}

/** Weights of a layer. */
export const drawn = (seed: number, stddev = 0.4) => initializers.randomNormal({ stddev, seed })

/** `‖f - g‖ / ‖f‖` */
export function distance(a: LayersModel, b: LayersModel, data: Tensor | Tensor[]): number {
  return tidy(() => {
    const [first, second] = [a, b].map(model => model.predict(data) as Tensor)
    return first.sub(second).norm().div(first.norm()).dataSync()[0]
  })
}
