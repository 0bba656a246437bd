import {
  checkKernel,
  checkNames,
  checkWeightedSet,
  type Kernel,
  type KernelFeatures,
  OptionError,
  type WeightedSet,
} from '@polylog/core'
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { kernelMatrix } from './kernel-matrix.js'
import { drawLandmarks, LANDMARK_CHOICES, type LandmarkChoice } from './landmarks.js'
import { widthFor } from './width-for.js'

export interface NystroemOptions {
  /** Features besides the constant. */
  readonly count: number
  /** `'gaussian'` by default. */
  readonly kernel?: Kernel
  /** In input units; the median distance of the points by default. */
  readonly width?: number
  /** Points whose sections are combined, at least `count`; as many by default. */
  readonly landmarks?: number
  /** `'k-means++'` by default. */
  readonly choice?: LandmarkChoice
  readonly seed?: number
}

/**
 * Eigenvalues below this share of the largest: their eigenfunctions, differences of sections, would not be kept to the digits that the
 * certificate promises.
 */
const LEAST_EIGENVALUE = 1e-3

/**
 * The leading eigenfunctions of a kernel, as landmarks drawn from the set let them be seen (Nyström): a set that keeps
 * their sums integrates all functions of the kernel's space nearly as the input does, with positive weights (Hayakawa,
 * Oberhauser and Lyons 2022). With as many landmarks as features all eigenfunctions are kept, and so the sections of the
 * kernel at the landmarks, which span the same and have more digits, are what is returned. With more landmarks, there
 * may be fewer features than `count`: eigenfunctions of less than a 1000th of the largest eigenvalue are left out.
 *
 * @throws InputError for anything but a weighted set
 * @throws OptionError for a count or landmarks that cannot be had, or a width that is not positive
 * @throws InputError if the set has fewer different points than landmarks
 */
export function nystroem(set: WeightedSet, options: NystroemOptions): KernelFeatures {
  checkWeightedSet(set)
  checkNames('nystroem', options, ['count', 'kernel', 'width', 'landmarks', 'choice', 'seed'])
  const { count, kernel = 'gaussian', landmarks = count, choice = 'k-means++', seed = 0 } = options
  checkKernel(kernel)
  if (!LANDMARK_CHOICES.includes(choice)) {
    throw new OptionError(`choice is ${JSON.stringify(choice)}`, `Give ${LANDMARK_CHOICES.join(' or ')}`)
  }
  if (!(Number.isInteger(count) && count >= 1)) {
    throw new OptionError(`count is ${count}`, 'Give a positive integer of features')
  }
  if (!(Number.isInteger(landmarks) && landmarks >= count)) {
    throw new OptionError(`landmarks is ${landmarks} for ${count} features`, `Give ${count} or more`)
  }
  if (landmarks > set.size) {
    throw new OptionError(
      `${landmarks} landmarks are asked of a set of ${set.size} points`,
      `Give ${set.size} landmarks or fewer, or a smaller count`,
    )
  }
  const width = widthFor(set, kernel, options.width, seed)
  const places = drawLandmarks(set, landmarks, choice, kernel, width, seed)
  const sections = { kind: 'kernel', kernel, width, landmarks: places } as const
  if (landmarks === count) return { ...sections, count }
  const gram = kernelMatrix(places, places, set.dim, kernel, width)
  return { ...sections, ...leadingEigenfunctions(gram, landmarks, count) }
}

/** Rows `v_jᵀ / √λ_j`, eigenvalues descending: eigenfunctions of norm 1 in the kernel's space. */
function leadingEigenfunctions(gram: Float64Array, size: number, count: number) {
  const matrix = Matrix.from1DArray(size, size, gram)
  const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true,
  })
  // Eigenvalues come in ascending order.
  const least = LEAST_EIGENVALUE * realEigenvalues[size - 1]
  const found = Math.min(count, realEigenvalues.filter(value => value > least).length)
  const transform = new Float64Array(found * size)
  for (let j = 0; j < found; j++) {
    const column = size - 1 - j
    const scale = 1 / Math.sqrt(realEigenvalues[column])
    for (let i = 0; i < size; i++) transform[j * size + i] = scale * eigenvectorMatrix.get(i, column)
  }
  return { count: found, transform }
}
