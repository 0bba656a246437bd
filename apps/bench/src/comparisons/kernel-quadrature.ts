import { createRng, type Rng, type WeightedSet, weightedSet } from '@polylog/core'
import { glyphImages } from '@polylog/testkit'
import type { Comparison } from '../comparison/comparison.js'
import { kernelProblem } from '../comparison/kernel-problem.js'
import type { Measurement } from '../comparison/measurement.js'
import { kernelHerding, recombinedHerding } from '../contestants/kernel-herding.js'
import { kernelQuadrature } from '../contestants/kernel-quadrature.js'
import { KERNEL_THINNING } from '../contestants/peers.js'
import { randomSubset } from '../contestants/random-subset.js'
import type { Verdict } from '../jobs/job.js'
import { powerText } from '../reporting/figures.js'

const SIZE = 4096
const DIM = 64

/** Of the job of many points, where too many pairs would have to be judged: rows that are drawn for it. */
const LARGE_SIZE = 50_000
const JUDGED_ROWS = 4096

/** Dimension of what most of the variation comes from, and deviation of the rest. */
const INTRINSIC = 8
const NOISE = 0.05

const GLYPH_IMAGES = { count: SIZE, side: 8, shift: 0.15, pen: 0.09, noise: 0.05 }

const shared = {
  goal: { size: 512, order: 0 },
  draws: 10,
  warmUps: 0,
  contestants: [kernelQuadrature, kernelHerding, recombinedHerding, randomSubset],
  peers: [KERNEL_THINNING],
  asked: { nystroem: { residual: 1e-12 } },
  published: [],
}

export const intrinsicDimension: Comparison = {
  ...shared,
  name: 'kernel-intrinsic',
  claim: '4,096 points in 64 dimensions, of intrinsic dimension 8, become 512; error is the MMD',
  verdicts: atMostThoseOfOthers,
  draw: seed => kernelProblem(curved(SIZE, createRng(seed))),
}

export const manyPoints: Comparison = {
  name: 'kernel-large',
  claim: `50,000 points in 64 dimensions, of intrinsic dimension 8, become 500 with 499 Nyström features; error is the MMD, estimated on ${JUDGED_ROWS} drawn rows`,
  goal: { size: 500, order: 0 },
  draws: 3,
  warmUps: 1,
  contestants: [kernelQuadrature, randomSubset],
  asked: { nystroem: { seconds: 10, residual: 1e-12 } },
  published: [],
  draw: seed => kernelProblem(curved(LARGE_SIZE, createRng(seed)), JUDGED_ROWS),
}

export const glyphs: Comparison = {
  ...shared,
  name: 'kernel-glyphs',
  claim: '4,096 images of 8 × 8 pixels, of shifted glyphs with noise, become 512; error is the MMD',
  verdicts: atMostThoseOfOthers,
  draw: seed => kernelProblem(weightedSet(glyphImages(GLYPH_IMAGES, createRng(seed)).pixels, { dim: DIM })),
}

export const isotropicNormal: Comparison = {
  ...shared,
  name: 'kernel-normal',
  claim: '4,096 normal points in 64 dimensions, alike in all directions, become 512; error is the MMD',
  draw: seed => {
    const rng = createRng(seed)
    return kernelProblem(
      weightedSet(
        Float64Array.from({ length: SIZE * DIM }, () => rng.normal()),
        { dim: DIM },
      ),
    )
  },
}

/** A third of a random subset's, and no more than that of herding and of kernel thinning. */
function atMostThoseOfOthers(measurements: readonly Measurement[]): readonly Verdict[] {
  const errorOf = (name: string) => measurements.find(({ contestant }) => contestant === name)?.error
  const ours = errorOf(kernelQuadrature.name)
  if (ours === undefined) return []
  const { job } = measurements[0]
  const others = [
    [randomSubset.name, 1 / 3],
    [kernelHerding.name, 1],
    [KERNEL_THINNING.name, 1],
  ] as const
  return others.flatMap(([name, share]) => {
    const theirs = errorOf(name)
    if (theirs === undefined) return []
    return {
      figure: `${job}: MMD over that of ${name}`,
      asked: `<= ${share.toFixed(2)}`,
      reached: `${(ours / theirs).toFixed(2)} (${powerText(ours)})`,
      met: ours <= share * theirs,
    }
  })
}

function curved(size: number, rng: Rng): WeightedSet {
  const mixing = Float64Array.from({ length: DIM * INTRINSIC }, () => rng.normal() / Math.sqrt(INTRINSIC))
  const points = new Float64Array(size * DIM)
  for (let i = 0; i < size; i++) {
    const latent = Array.from({ length: INTRINSIC }, () => rng.normal())
    for (let axis = 0; axis < DIM; axis++) {
      const sum = latent.reduce((total, value, j) => total + value * mixing[axis * INTRINSIC + j], 0)
      points[i * DIM + axis] = Math.tanh(sum) + NOISE * rng.normal()
    }
  }
  return weightedSet(points, { dim: DIM })
}
