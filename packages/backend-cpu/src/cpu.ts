import {
  type Backend,
  type FreeNodes,
  type FreeNodesRequest,
  type ReduceRequest,
  type Reduction,
  stepByStep,
  type Thinning,
  type ThinRequest,
} from '@polylog/core'
import { assignNearest, cover } from '@polylog/covering'
import { cellMoments, featureTable, reduceCells, scaledCellMoments } from '@polylog/moments'
import { reduceWhole } from './reduce-whole.js'

/**
 * The reference backend: every operation of the contract by the plain functions of covering and moments, in
 * double precision, on the calling thread. All other backends are measured against it.
 */
export function cpu(): Backend {
  return {
    name: 'cpu',
    device: '1 thread',
    precision: 'f64',
    cover,
    assign: assignNearest,
    features: featureTable,
    moments: cellMoments,
    scaledMoments: scaledCellMoments,
    reduce,
    reduceWhole,
    thin,
    freeNodes,
  }
}

/** The baselines, and the library that they need, are loaded when they are asked for. */
function reduce(request: ReduceRequest): Reduction | Promise<Reduction> {
  const { method = 'elimination' } = request
  if (method === 'elimination') return reduceCells(request)
  return import('@polylog/moments/baselines').then(({ reduceCellsByBaseline }) =>
    reduceCellsByBaseline(request),
  )
}

/** Loaded when asked for, since WebAssembly mostly does it. */
async function thin(request: ThinRequest): Promise<Thinning> {
  const { thinSteps } = await import('@polylog/moments/removals')
  return stepByStep(thinSteps(request), request.signal)
}

async function freeNodes(request: FreeNodesRequest): Promise<FreeNodes> {
  const { freeNodeSteps } = await import('@polylog/moments/removals')
  return stepByStep(freeNodeSteps(request), request.signal)
}
