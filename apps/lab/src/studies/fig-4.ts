import { createRng } from '@polylog/core'
import { trajectoryDistance } from '@polylog/network'
import type { Study } from '../study.js'
import { besselTask } from '../training/bessel-task.js'
import { followedOnRows } from '../training/follow-rows.js'
import { cosineShare } from '../training/optimisers.js'
import { startTensors } from '../training/start-tensors.js'
import { drawStart, type NetworkStart } from '../training/two-layer-network.js'
import { NARROWINGS, WIDE } from './fig-4-methods.js'
import { type FollowRow, presentFollowing } from './fig-4-page.js'
import { BATCH, optimisersOf, RECORDS, ROWS, SIZES, TASKS } from './fig-4-settings.js'

/** Narrow networks that train as a wide one does. */
export const fig4: Study<FollowRow> = {
  name: 'fig4',
  title: 'Dynamical lottery tickets: narrow networks that train like a wide one',
  tasks(preset) {
    const { wide: width, narrow, steps, rates } = SIZES[preset]
    const start = drawStart(2, width, createRng(0))
    // The same for all optimisers: to choose among many units takes minutes.
    const chosen = new Map<string, Promise<NetworkStart>>()
    const narrowedBy = (method: string) => {
      const known = chosen.get(method) ?? NARROWINGS[method](start, narrow, 0)
      chosen.set(method, known)
      return known
    }
    return optimisersOf(preset).map(rule => ({
      key: `${rule.title} ${width} ${narrow} ${steps}`,
      async run() {
        await startTensors()
        const { rows, test } = besselTask(TASKS[preset], ROWS, 0)
        const recorded = [
          ...new Set(Array.from({ length: RECORDS + 1 }, (_, i) => Math.round((i * steps) / RECORDS))),
        ]
        const options = {
          rule: { ...rule, rate: rule.rate * rates },
          steps,
          share: cosineShare,
          batchSize: BATCH,
          seed: 1,
          recorded,
        }
        const wide = await followedOnRows(start, rows, test, options)
        const found: FollowRow[] = []
        const add = (method: string, kept: number, run: typeof wide) => {
          const { distances } = trajectoryDistance(wide, run)
          run.steps.forEach((step, i) => {
            found.push({
              optimiser: rule.title,
              method,
              kept,
              step,
              error: run.errors[i],
              distance: distances[i],
              movement: run.movements[i],
            })
          })
        }
        add(WIDE, width, wide)
        for (const method of Object.keys(NARROWINGS)) {
          const small = await narrowedBy(method)
          add(method, small.width, await followedOnRows(small, rows, test, options))
        }
        return found
      },
    }))
  },
  present: presentFollowing,
}
