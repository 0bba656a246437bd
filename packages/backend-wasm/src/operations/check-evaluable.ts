import { checkLeaves, type FeatureMap } from '@polylog/core'

/** @throws UnavailableError if the map holds what the kernel cannot evaluate */
export function checkEvaluable(map: FeatureMap): void {
  checkLeaves(map, 'backend-wasm', ['polynomial', 'directions'])
}
