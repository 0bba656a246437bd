import { balancedDegrees, clusterSize, polynomialCount, type ThinningPace } from '@polylog/core'

/** Take few points at a time out of crowded neighbourhoods. */
export interface ThinPass {
  /** Parts of space that are thinned side by side, each by itself. */
  readonly parts: number
  /** Of all thinnings together. */
  readonly pace: Required<Pick<ThinningPace, 'finalSize' | 'leastLoss'>>
  /** Neighbourhoods that lose points. */
  readonly cells: number
  readonly goal: number
  /** Predicted multiply-adds. */
  readonly work: number
}

export interface KeptPolynomials {
  readonly dim: number
  readonly order: number
}

/** Predicted work that is asked for at once, so that progress is seen; that of a part, and of the whole in the end. */
const WORK_AT_ONCE = 1e9

/** Every thinning finds the neighbourhoods of all points first, which many short ones would make dear. */
const MOST_THINNINGS = 16

/** Enough to keep workers busy, whatever their number. */
const MOST_PARTS = 32

/** Points of a part in the end, over the features, at least: the fewer, the more of its neighbourhoods lie at its faces. */
const POINTS_OF_PART = 32

/** Thinnings in parts: the faces of each lie elsewhere. */
const PARTED_THINNINGS = 2

/** Neighbourhoods that are looked at for each that loses points. */
const LOOKS = 10

/** Of a look at one point, of an operation on features, and of a neighbourhood as such, in multiply-adds as `cpu()` does them: WebAssembly has other proportions. */
const LOOK = 4
const OPERATION = 0.62
const NEIGHBOURHOOD = 5e4

/** Points that a look visits, over those that it wants: as many along each axis. */
const VISITED_PER_AXIS = 1.7

/**
 * The thinning from `from` points to `size`. A large one is done in parts of space first, which several workers share,
 * and then as a whole, so that what the parts have left off can be balanced.
 *
 * @param leastLoss as of a `ThinRequest`
 */
export function thinPasses(
  from: number,
  size: number,
  polynomials: KeptPolynomials,
  leastLoss: number,
): readonly ThinPass[] {
  const pace = { finalSize: size, leastLoss }
  const workFrom = (left: number) => thinningUntil(left, size, polynomials, Infinity, pace).work
  const total = workFrom(from)
  const points = POINTS_OF_PART * polynomialCount(polynomials.dim, polynomials.order)
  const parts = Math.min(MOST_PARTS, Math.floor(total / WORK_AT_ONCE) - 1, Math.floor(size / points))
  const passes: ThinPass[] = []
  let left = from
  const push = (pass: ThinPass) => {
    passes.push(pass)
    left = pass.goal
  }
  if (parts > 1) {
    const share = (total - WORK_AT_ONCE) / PARTED_THINNINGS
    for (let i = 0; i < PARTED_THINNINGS; i++) {
      push({ ...thinningUntil(left, size, polynomials, share, pace), parts: parts + i })
    }
  }
  const share = Math.max(WORK_AT_ONCE, workFrom(left) / MOST_THINNINGS)
  while (left > size) push(thinningUntil(left, size, polynomials, share, pace))
  return passes
}

/** What is done from `from` points on until so much work is done, or `size` points are left. */
function thinningUntil(
  from: number,
  size: number,
  { dim, order }: KeptPolynomials,
  most: number,
  pace: ThinPass['pace'],
): ThinPass {
  const count = polynomialCount(dim, order)
  const balanced = polynomialCount(dim, order + balancedDegrees(dim, order, pace.finalSize))
  let left = from
  let cells = 0
  let work = 0
  while (left > size && work < most) {
    const cluster = clusterSize(count, left, { ...pace, size })
    work += clusterWork(left, cluster.size, cluster.loss, count, balanced, dim)
    left -= cluster.loss
    cells++
  }
  return { parts: 1, pace, cells, goal: left, work }
}

function clusterWork(
  left: number,
  size: number,
  loss: number,
  count: number,
  balanced: number,
  dim: number,
): number {
  const candidates = size - count
  const visited = Math.min(left, size * VISITED_PER_AXIS ** dim)
  const looks = LOOKS * visited * (2 * dim + 6)
  const features = 4 * size * (count + balanced)
  const elimination = count ** 2 * (size - count / 3 + candidates)
  const choices = candidates * (balanced + loss * (count + balanced))
  return NEIGHBOURHOOD + LOOK * looks + OPERATION * (features + elimination + choices)
}
