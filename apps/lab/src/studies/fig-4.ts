import { createRng } from '@polylog/core'
import { trajectoryDistance } from '@polylog/network'
import type { Study } from '../study.js'
import { besselTask } from '../training/bessel-task.js'
import { followedOnRows } from '../training/follow-rows.js'
import type { FollowedRun } from '../training/follow-wide.js'
import { cosineShare } from '../training/optimisers.js'
import { startTensors } from '../training/start-tensors.js'
import { drawStart, type NetworkStart } from '../training/two-layer-network.js'
import { NARROWINGS, WIDE } from './fig-4-methods.js'
import { type FollowRow, presentFollowing } from './fig-4-page.js'
import { BATCH, optimisersOf, RECORDS, ROWS, type Rule, rateOf, SIZES, TASKS } from './fig-4-settings.js'

/** Narrow networks that train as a wide one does. */
export const fig4: Study<FollowRow> = {
  name: 'fig4',
  title: 'Dynamical lottery tickets: narrow networks that train like a wide one',
  tasks(preset) {
    const size = SIZES[preset]
    const { wide: width, narrow, steps } = size
    const start = drawStart(2, width, createRng(0))
    const recorded = [
      ...new Set(Array.from({ length: RECORDS + 1 }, (_, i) => Math.round((i * steps) / RECORDS))),
    ]
    const follow = async (rule: Rule, begun: NetworkStart): Promise<FollowedRun> => {
      const { rows, test } = besselTask(TASKS[preset], ROWS, 0)
      return followedOnRows(begun, rows, test, {
        rule: { ...rule, rate: rateOf(rule, size) },
        steps,
        share: cosineShare,
        batchSize: BATCH,
        seed: 1,
        recorded,
      })
    }
    // The same for all methods of an optimiser; where a study goes on after an interruption, it is run again.
    const wideRunOf = remembered((rule: Rule) => follow(rule, start))
    // The same for all optimisers: to choose among many units takes minutes.
    const narrowedBy = remembered((method: string) => NARROWINGS[method](start, narrow, 0))
    return optimisersOf(preset).flatMap(rule =>
      [WIDE, ...Object.keys(NARROWINGS)].map(method => ({
        key: `${rule.title} ${width} ${narrow} ${steps}, ${method}`,
        async run() {
          await startTensors()
          const begun = method === WIDE ? start : await narrowedBy(method)
          const wide = await wideRunOf(rule)
          const run = method === WIDE ? wide : await follow(rule, begun)
          const { distances } = trajectoryDistance(wide, run)
          return run.steps.map((step, i) => ({
            optimiser: rule.title,
            method,
            kept: begun.width,
            step,
            error: run.errors[i],
            distance: distances[i],
            movement: run.movements[i],
          }))
        },
      })),
    )
  },
  present: presentFollowing,
}

function remembered<K, V>(find: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>()
  return key => {
    if (!known.has(key)) known.set(key, find(key))
    return known.get(key)!
  }
}
