import { createRng } from '@polylog/core'
import { trajectoryDistance } from '@polylog/network'
import { dispose, type LayersModel } from '@tensorflow/tfjs'
import type { Row, Task } from '../study.js'
import { attentionModel } from '../training/attention-model.js'
import { trainingOn } from '../training/follow-examples.js'
import { type FollowedRun, followedRun } from '../training/follow-wide.js'
import { RULES } from '../training/optimisers.js'
import {
  contextBatches,
  contextExamples,
  drawContexts,
  tokenMeanOutputs,
} from '../training/piecewise-linear-task.js'
import { startTensors } from '../training/start-tensors.js'
import {
  type Draw,
  drawOf,
  FUNCTION_NARROWINGS,
  type Narrowing,
  trainedNarrowings,
  WIDE,
} from './fig-7-methods.js'

export interface HeadSize {
  readonly wide: number
  readonly narrow: number
  /** Of joint moments. */
  readonly orders: readonly number[]
  readonly steps: number
  readonly batch: number
  readonly testRows: number
  /** After how many of the steps outputs are looked at, besides the start: more often where they change most. */
  readonly looks: number
  readonly draws: number
  /** Whether methods are tasks of their own, so that less is lost where a run is interrupted. */
  readonly apart: boolean
}

/** Of Adam, as the authors have it: the same in all steps. */
export const RATE = 1e-4

/** Parts of a batch; those of 256 rows and 4,000 heads would take gigabytes. */
const ROWS_AT_ONCE = 32
const TEST_SEED = 1001
/** By which the multiple of the tokens' mean is fitted. */
const FITTED = { rows: 20_000, seed: 1002 }

/** What a layer that sees nothing but the mean of the tokens would come to. */
export const TOKEN_MEAN = 'the best multiple of the tokens’ mean'

export interface HeadRow extends Row {
  readonly draw: number
  readonly method: string
  readonly kept: number
  readonly step: number
  readonly error: number
  /** Of the outputs from the wide layer's, over the length of these. */
  readonly distance: number
}

/** Every method, for every draw, beside the wide layer's run. */
export function headTasks(size: HeadSize): readonly Task<HeadRow>[] {
  const { wide, narrow, steps, batch, testRows, looks } = size
  const numbers = [wide, narrow, steps, batch, testRows, looks].join(' ')
  return Array.from({ length: size.draws }, (_, draw) => {
    const methods = Object.entries(methodsOf(size, draw))
    const all = async () => {
      const rows: HeadRow[] = []
      for (const [, run] of methods) rows.push(...(await run()))
      return rows
    }
    const tasks = size.apart ? methods : [['all methods', all] as const]
    return tasks.map(([name, run]) => ({ key: `${draw} ${name} ${numbers}`, run }))
  }).flat()
}

type Run = () => Promise<readonly HeadRow[]>

function methodsOf(size: HeadSize, number: number): Readonly<Record<string, Run>> {
  const draw = drawOf(size.wide, number)
  let followed: Promise<FollowedRun> | undefined
  /** Once, also where methods are tasks of their own. */
  const wideRun = () => {
    followed ??= startTensors().then(() => follow(attentionModel(draw.heads), draw, size, size.steps))
    return followed
  }
  const rowsOf = async (method: string, kept: number, run: FollowedRun): Promise<readonly HeadRow[]> => {
    const { steps, outputs } = await wideRun()
    const beside = run.steps.map(step => outputs[steps.indexOf(step)])
    const { distances } = trajectoryDistance({ steps: run.steps, outputs: beside }, run)
    return run.steps.map((step, i) => {
      return { draw: number, method, kept, step, error: run.errors[i], distance: distances[i] }
    })
  }
  const narrowRun =
    (method: string, narrowed: Narrowing, steps: number): Run =>
    async () => {
      await wideRun()
      const model = await narrowed(draw, size.narrow)
      const kept = headCount(model)
      return rowsOf(method, kept, await follow(model, draw, size, steps))
    }
  const runs = (narrowings: Readonly<Record<string, Narrowing>>, steps: number) =>
    Object.fromEntries(
      Object.entries(narrowings).map(([method, narrowed]) => [method, narrowRun(method, narrowed, steps)]),
    )
  return {
    [WIDE]: async () => [
      ...(await rowsOf(WIDE, size.wide, await wideRun())),
      ...(await rowsOf(TOKEN_MEAN, 0, tokenMeanRun(size))),
    ],
    ...runs(trainedNarrowings(size.orders), size.steps),
    ...runs(FUNCTION_NARROWINGS, 0),
  }
}

/** Disposes of the model. All models of a draw see the same batches, and those of all draws the same test functions. */
async function follow(
  model: LayersModel,
  { batchSeed }: Draw,
  { batch, testRows, looks, steps: allSteps }: HeadSize,
  steps: number,
): Promise<FollowedRun> {
  const test = contextExamples(testContexts(testRows))
  const at = Array.from({ length: looks + 1 }, (_, i) => Math.round(allSteps * (i / looks) ** 2))
  const recorded = [...new Set(at)].filter(step => step <= steps)
  const nextBatch = contextBatches(batch, Math.min(batch, ROWS_AT_ONCE), batchSeed)
  const rule = { create: RULES.adam, rate: RATE }
  const run = await followedRun(trainingOn(model, { nextBatch, test }), {
    rule,
    steps,
    share: () => 1,
    recorded,
  })
  dispose([...test.inputs, test.labels])
  return run
}

const testContexts = (rows: number) => drawContexts(rows, createRng(TEST_SEED))

function headCount(model: LayersModel): number {
  const [query] = model.getWeights()
  return query.shape[1]!
}

function tokenMeanRun({ testRows, steps }: HeadSize): FollowedRun {
  const test = testContexts(testRows)
  const outputs = tokenMeanOutputs(drawContexts(FITTED.rows, createRng(FITTED.seed)), test)
  const error = outputs.reduce((sum, value, i) => sum + (value - test.labels[i]) ** 2, 0) / outputs.length
  return { steps: [steps], outputs: [outputs], errors: [error], movements: [] }
}
