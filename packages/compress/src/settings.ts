import {
  type Backend,
  COVERING_KINDS,
  type Covering,
  type CoveringKind,
  checkFeatureMap,
  createRng,
  type FeatureMap,
  OptionError,
} from '@polylog/core'
import type { MetricsOptions } from '@polylog/moments/metrics'
import { checkBudget, type WorkBudget } from './budget.js'
import { checkOptionNames, type Refusal } from './check-option-names.js'
import type { CompressOptions, NodeKind, Probe, Quality } from './compress-options.js'

/** Options with every default filled in and every value checked. */
export interface Settings {
  /** Absent when `features` are given. */
  readonly order?: number | 'auto'
  readonly features?: FeatureMap
  readonly nodes: NodeKind
  readonly probe?: Probe
  readonly budget?: Partial<WorkBudget>
  readonly metrics?: MetricsOptions
  /** Absent where the schedule may choose. */
  readonly covering?: Covering
  readonly coveringAxes?: readonly number[]
  readonly quality: Quality
  /** Tried too, where there is an order to choose and a budget to do it with. */
  readonly highestQuality: Quality
  readonly backends: readonly Backend[]
  readonly seed: number
  readonly signal?: AbortSignal
  readonly onProgress?: CompressOptions['onProgress']
}

/** Ascending. */
export const QUALITIES: readonly Quality[] = ['fast', 'balanced', 'best']

const NODE_KINDS: readonly NodeKind[] = ['kept', 'free']

/**
 * @param dim coordinates per point; where they are not known yet, the features have to be checked later
 * @throws OptionError for the first option that cannot be honoured
 */
export function settingsFrom(
  options: Omit<CompressOptions, 'size' | 'ratio' | 'tolerance'>,
  dim: number | undefined,
): Settings {
  const {
    features,
    nodes = 'kept',
    probe,
    budget,
    metrics,
    quality = 'balanced',
    covering,
    coveringAxes,
    backend = 'auto',
    seed = 0,
  } = options
  if (options.order !== undefined && features !== undefined) {
    throw new OptionError('order and features are both given', 'Give one of them')
  }
  if (features !== undefined && dim !== undefined) checkFeatureMap(features, dim)
  if (coveringAxes !== undefined) checkCoveringAxes(coveringAxes, dim ?? Infinity)
  if (!QUALITIES.includes(quality)) {
    throw new OptionError(`quality is ${JSON.stringify(quality)}`, `Give ${listed(QUALITIES)}`)
  }
  if (!NODE_KINDS.includes(nodes)) {
    throw new OptionError(`nodes is ${JSON.stringify(nodes)}`, `Give ${listed(NODE_KINDS)}`)
  }
  if (probe !== undefined && typeof probe !== 'function') {
    throw new OptionError(
      `probe is of type ${typeof probe}`,
      'Give a function of a point that returns numbers',
    )
  }
  if (budget !== undefined) {
    checkBudget(budget)
    if (features !== undefined || typeof options.order === 'number') {
      throw new OptionError(
        'budget is given, but there is no order to choose',
        "Leave it out, or give order 'auto'",
      )
    }
  }
  if (options.signal !== undefined && typeof options.signal?.throwIfAborted !== 'function') {
    throw new OptionError('signal is no AbortSignal', 'Give the signal of an AbortController')
  }
  createRng(seed)
  return {
    order: features ? undefined : checkedOrder(options.order ?? 'auto'),
    features,
    nodes,
    probe,
    budget,
    metrics: metrics === true ? {} : metrics || undefined,
    covering: covering && checkedCovering(covering),
    coveringAxes,
    quality,
    highestQuality: budget && options.quality === undefined && nodes === 'kept' ? 'best' : quality,
    backends: backendList(backend),
    seed,
    signal: options.signal,
    onProgress: options.onProgress,
  }
}

const NAMES: Readonly<Record<keyof CompressOptions, true>> = {
  size: true,
  ratio: true,
  tolerance: true,
  dim: true,
  order: true,
  features: true,
  nodes: true,
  probe: true,
  budget: true,
  metrics: true,
  covering: true,
  coveringAxes: true,
  quality: true,
  backend: true,
  seed: true,
  signal: true,
  onProgress: true,
}

const REFUSALS: Readonly<Record<string, Refusal>> = {
  weights: {
    problem: '"weights" is not an option',
    remedy: 'Give weights with the points: weightedSet(points, { dim, weights })',
  },
}

/** @throws OptionError if there are none, or for a name that is no option's */
export function checkOptions(options: CompressOptions): void {
  checkOptionNames(options, NAMES, REFUSALS)
}

function checkedOrder(order: number | 'auto'): number | 'auto' {
  if (order === 'auto' || (Number.isInteger(order) && order >= 0)) return order
  throw new OptionError(`order is ${String(order)}`, "Give an integer of 0 or more, or 'auto'")
}

function checkedCovering(covering: Covering | CoveringKind): Covering {
  const descriptor = typeof covering === 'string' ? { kind: covering } : covering
  if (COVERING_KINDS.includes(descriptor.kind)) return descriptor
  throw new OptionError(`covering is ${JSON.stringify(covering)}`, `Give ${listed(COVERING_KINDS)}`)
}

/** @throws OptionError for anything but some coordinates of the points, each once */
export function checkCoveringAxes(axes: readonly number[], dim: number): void {
  const isAxis = (axis: number) => Number.isInteger(axis) && axis >= 0 && axis < dim
  if (Array.isArray(axes) && axes.length > 0 && axes.every(isAxis) && new Set(axes).size === axes.length)
    return
  throw new OptionError(
    `coveringAxes is ${JSON.stringify(axes)}`,
    'Give numbers of coordinates, from 0 to dim - 1, each once',
  )
}

/** @throws OptionError for what is no backend */
export function backendList(backend: CompressOptions['backend']): readonly Backend[] {
  if (backend === 'auto' || backend === undefined) return []
  const list: readonly Backend[] = Array.isArray(backend) ? backend : [backend]
  for (const one of list) {
    if (typeof one !== 'object' || one === null || typeof one.name !== 'string') {
      throw new OptionError(
        `backend is ${JSON.stringify(one)}`,
        "Give what a backend's factory returns, such as cpu(), a list of those, or 'auto'",
      )
    }
  }
  return list
}

function listed(values: readonly string[]): string {
  return values.map(value => `'${value}'`).join(', ')
}
