import { checkLeaves, type FeatureMap } from '@polylog/core'

/** @throws UnavailableError if the map holds a function, which cannot travel to workers */
export function checkEvaluable(map: FeatureMap): void {
  checkLeaves(map, 'backend-wasm', ['polynomial', 'projected-polynomial', 'directions', 'kernel', 'fourier'])
}
