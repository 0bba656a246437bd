import { createRng } from '@polylog/core'
import { drawRows } from '@polylog/dataset'
import { compressModel } from '@polylog/network/tfjs'
import { tensor2d } from '@tensorflow/tfjs'
import { freeWidth, narrowStart } from '../training/compress-width.js'
import { modelFrom } from '../training/two-layer-model.js'
import type { NetworkStart } from '../training/two-layer-network.js'

export const ORDER = 5
const CALIBRATION = 1000

export const WIDE = 'wide'
export const JOINT = `joint moments, order ${ORDER}`
/** Of new neurons, a third as many; of a lower order, too, in more cells. */
const LOWER_ORDER = 3
const FREE_ORDERS = [ORDER, LOWER_ORDER]
export const FREE = freeOf(ORDER)
const FREE_SHARE = 1 / 3
/** What free nodes are to be held against: kept neurons, no more of them. */
export const FEW = `joint moments, order ${LOWER_ORDER}, a third as many`
export const TANGENTS = 'contributions and tangents'
export const FAIR = 'random, same dynamics'
export const FIRST = 'first neurons, plain'

export type Narrowing = (wide: NetworkStart, size: number, seed: number) => Promise<NetworkStart>

export const NARROWINGS: Readonly<Record<string, Narrowing>> = {
  [JOINT]: chosenBy('moments', ORDER),
  ...Object.fromEntries(
    FREE_ORDERS.map((order): [string, Narrowing] => [
      freeOf(order),
      (wide, size, seed) => freeWidth(wide, Math.round(FREE_SHARE * size), order, seed),
    ]),
  ),
  [FEW]: (wide, size, seed) => chosenBy('moments', LOWER_ORDER)(wide, Math.round(FREE_SHARE * size), seed),
  'joint moments, order found': chosenBy('moments', 'auto'),
  contributions: chosenBy('contributions'),
  [TANGENTS]: chosenBy('tangent'),
  [FAIR]: async (wide, size, seed) => {
    const indices = drawRows(wide.width, size, createRng(seed)).sort()
    return narrowStart(wide, { indices, masses: new Float64Array(size).fill(wide.width / size) })
  },
  [FIRST]: async (wide, size) => {
    const indices = Uint32Array.from({ length: size }, (_, i) => i)
    const { masses: _, ...start } = narrowStart(wide, { indices, masses: new Float64Array(size).fill(1) })
    return start
  },
}

function chosenBy(by: 'moments' | 'contributions' | 'tangent', order?: number | 'auto'): Narrowing {
  return async (wide, size, seed) => {
    const model = modelFrom(wide)
    const rng = createRng(seed)
    const places = Float32Array.from({ length: 2 * CALIBRATION }, () => 2 * rng.uniform() - 1)
    const calibration = tensor2d(places, [CALIBRATION, 2])
    const { choices } = await compressModel(model, { size, by, goal: 'training', order, calibration, seed })
    calibration.dispose()
    model.dispose()
    return narrowStart(wide, [...choices.values()][0])
  }
}

function freeOf(order: number): string {
  return `joint moments, order ${order}, free nodes`
}
