import type { WeightedSet } from '@polylog/core'
import { median } from 'd3-array'
import type { Contestant, Goal } from '../contestants/contestant.js'

/** One point of a chart: a problem of a size, with its place on the axis. */
export interface GridPoint {
  readonly x: number
  readonly goal: Goal
  draw(seed: number): WeightedSet
}

/** Seconds of one contestant at one point. */
export interface GridTime {
  readonly contestant: string
  readonly x: number
  readonly seconds: number
}

/** Who takes longer is not asked again. */
export const LONG_SECONDS = 2

/**
 * The median time of every contestant at every point over `draws` draws, contestants and points in turn, so that
 * whatever slows the machine for a while bends no line. Warm-up is one run at each point; who takes long is timed
 * once.
 *
 * @param takesPart whether a contestant can be waited for at a point
 */
export async function timeGrid(
  points: readonly GridPoint[],
  contestants: readonly Contestant[],
  draws: number,
  takesPart: (contestant: Contestant, point: GridPoint) => boolean,
  log: (text: string) => void,
): Promise<readonly GridTime[]> {
  const cells = points.flatMap(point =>
    contestants
      .filter(contestant => takesPart(contestant, point))
      .map(contestant => ({ point, contestant, seconds: [] as number[], last: 0 })),
  )
  try {
    for (let round = -1; round < draws; round++) {
      log(round < 0 ? 'warm-up' : `draw ${round + 1} of ${draws}`)
      for (const point of points) {
        const input = point.draw(Math.max(0, round))
        for (const cell of cells.filter(cell => cell.point === point)) {
          if (round < 0 && cell.contestant.warmsUp === false) continue
          if (cell.seconds.length > 0 && cell.last > LONG_SECONDS) continue
          const started = performance.now()
          await cell.contestant.compress(input, point.goal, Math.max(0, round))
          cell.last = (performance.now() - started) / 1000
          if (round >= 0) cell.seconds.push(cell.last)
        }
      }
    }
  } finally {
    for (const contestant of contestants) await contestant.dispose?.()
  }
  return cells.map(({ point, contestant, seconds }) => ({
    contestant: contestant.name,
    x: point.x,
    seconds: median(seconds)!,
  }))
}
