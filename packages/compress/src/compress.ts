import {
  allRows,
  checkWeightedSet,
  featureCount,
  OptionError,
  type PointsInput,
  selectRows,
  type WeightedSet,
  weightedSet,
  weightyRows,
} from '@polylog/core'
import { budgetedWork } from './budget.js'
import { certifyAccuracy } from './certificate.js'
import { checkResidual } from './check-residual.js'
import { type ComposedBackend, composeBackends } from './compose-backends.js'
import type { CompressOptions } from './compress-options.js'
import type { Compression } from './compression.js'
import { featuresToKeep } from './features-to-keep.js'
import { checkFits, sizeGoal } from './output-size.js'
import { plannedWork } from './planned-work.js'
import { probeSums } from './probe-sums.js'
import { createProgressMeter, type ProgressMeter } from './progress-meter.js'
import { runPasses } from './run-passes.js'
import { checkOptions, type Settings, settingsFrom } from './settings.js'

/** Progress of every size that is tried for a tolerance, as a share of what is left. */
const CANDIDATE_SHARE = 0.2

/**
 * Replaces many weighted points by few of them, reweighted, on which every polynomial up to the certificate's
 * `order` (or every one of `features`) has the same weighted sum, cell by cell and in the whole
 * (Carathéodory–Tchakaloff; arXiv:2510.00504).
 *
 * Input arrays are never written to, nor kept. `size >= input size` returns the input unchanged.
 *
 * ```ts
 * const { set, indices, certificate } = await compress(points, { dim: 3, size: 1000 })
 * ```
 *
 * @throws InputError for points or weights that cannot be used; the row and column are named
 * @throws OptionError for an option that cannot be honoured; what would do is named
 * @throws AccuracyError if the result does not keep its moments to 1e-12
 * @throws the signal's reason, if aborted
 */
export async function compress(
  input: WeightedSet | PointsInput,
  options: CompressOptions,
): Promise<Compression> {
  checkOptions(options)
  const set = toWeightedSet(input, options.dim)
  const settings = settingsFrom(options, set.dim)
  const goal = sizeGoal(options, set.size)
  const metrics = settings.metrics && (await import('@polylog/moments/metrics'))
  if (settings.metrics) metrics?.checkMetrics(settings.metrics)
  const free = settings.nodes === 'free' ? await import('./free-node-passes.js') : undefined
  if (settings.features) free?.checkDifferentiable(settings.features)
  const share = 'size' in goal ? 1 : CANDIDATE_SHARE
  const meter = createProgressMeter(settings.signal, settings.onProgress, share)
  const backend = composeBackends(settings.backends)
  const chooses = settings.order === 'auto' && !('size' in goal && goal.size >= set.size)
  const fixed = chooses ? { ...settings, budget: await budgetedWork(settings.budget, backend) } : settings
  const candidate = (size: number, order = fixed.order) =>
    compressTo(set, size, { ...fixed, order }, free, backend, meter)
  const compression = await ('size' in goal
    ? candidate(goal.size)
    : (await import('./tolerance.js')).smallestWithin(set, goal.tolerance, settings, candidate))
  meter.finish()
  if (!settings.metrics || !metrics) return compression
  const measured = metrics.measureMetrics(set, compression.set, { seed: settings.seed, ...settings.metrics })
  return { ...compression, certificate: { ...compression.certificate, metrics: measured } }
}

function toWeightedSet(input: WeightedSet | PointsInput, dim: number | undefined): WeightedSet {
  if (!isWeightedSet(input)) return weightedSet(input, { dim })
  checkWeightedSet(input)
  if (dim !== undefined && dim !== input.dim) {
    throw new OptionError(`dim is ${dim} for a set of dim ${input.dim}`, 'Leave dim out: the set has its own')
  }
  return input
}

function isWeightedSet(input: WeightedSet | PointsInput): input is WeightedSet {
  return typeof input === 'object' && input !== null && 'points' in input
}

async function compressTo(
  set: WeightedSet,
  size: number,
  settings: Settings,
  free: typeof import('./free-node-passes.js') | undefined,
  backend: ComposedBackend,
  meter: ProgressMeter,
): Promise<Compression> {
  if (size >= set.size) {
    // A probe that cannot be used is told of here, too.
    if (settings.probe) probeSums(set, settings.probe)
    return unchanged(set, settings, backend, meter)
  }
  checkFits(set.dim, size, settings)

  const alive = set.weights.includes(0) ? weightyRows(set.weights) : undefined
  const start = alive ? selectRows(set, alive) : set
  const features = await featuresToKeep(start, start.size, size, settings, backend, meter)
  const workOf = free?.freeNodeWork ?? plannedWork
  const work = workOf(start.size, size, set.dim, features, settings)
  meter.expect(work.reducing + work.certifying)

  const result = free
    ? await free.freeNodePasses(start, features.map, size, settings, backend, meter)
    : await runPasses(start, features.map, work.passes, settings, backend, meter)
  const accuracy = await certifyAccuracy(start, result.set, features, settings, backend)
  await meter.done('certifying', work.certifying)
  const momentResidual = Math.max(result.residual, accuracy.momentResidual)
  checkResidual(momentResidual)
  return {
    set: result.set,
    indices: alive ? result.indices.map(row => alive[row]) : result.indices,
    certificate: {
      inputSize: set.size,
      outputSize: result.set.size,
      order: features.order,
      ...(features.choice && { orderChoice: features.choice }),
      featureCount: work.featureCount,
      nodes: settings.nodes,
      cells: result.cells,
      ...(result.unmovedCells !== undefined && { unmovedCells: result.unmovedCells }),
      passes: result.passes,
      quality: features.quality ?? settings.quality,
      seed: settings.seed,
      maxCellDiameter: result.maxCellDiameter,
      ...accuracy,
      momentResidual,
      backend: backend.reports(),
      seconds: meter.seconds(),
    },
  }
}

function unchanged(
  set: WeightedSet,
  settings: Settings,
  backend: ComposedBackend,
  meter: ProgressMeter,
): Compression {
  return {
    set,
    indices: settings.nodes === 'free' ? new Uint32Array(0) : allRows(set.size),
    certificate: {
      inputSize: set.size,
      outputSize: set.size,
      order: typeof settings.order === 'number' ? settings.order : undefined,
      featureCount: settings.features ? featureCount(settings.features, set.dim) : 0,
      nodes: settings.nodes,
      cells: 0,
      passes: 0,
      quality: settings.quality,
      seed: settings.seed,
      maxCellDiameter: 0,
      massError: 0,
      momentResidual: 0,
      nextOrderDefect: 0,
      ...(settings.probe && { probeError: 0 }),
      backend: backend.reports(),
      seconds: meter.seconds(),
    },
  }
}
