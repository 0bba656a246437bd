import { createRng } from '@polylog/core'
import { fitScaling } from '@polylog/scaling'
import { group, mean } from 'd3-array'
import { countText, errorText, table } from '../figures/tables.js'
import type { Preset, Row, StudyPart } from '../study.js'
import { besselTask } from '../training/bessel-task.js'
import { compressWidth } from '../training/compress-width.js'
import { startTensors } from '../training/start-tensors.js'
import { trainStudent } from '../training/train-student.js'
import { drawStart } from '../training/two-layer-network.js'
import { exponentText, lawFigure, meanPoint } from './fig-5-laws.js'

const WIDTHS: Readonly<Record<Preset, readonly number[]>> = {
  quick: [256, 512, 1024, 2048],
  full: [256, 512, 1024, 2048, 4096, 8192],
}
const SEEDS: Readonly<Record<Preset, number>> = { quick: 1, full: 3 }
const STEPS: Readonly<Record<Preset, number>> = { quick: 1500, full: 10_000 }
const TASK = { order: 2, frequency: 8, noise: 0 }
const RATE = 3e-3
const ROWS = 20_000
const BATCH = 128
const ORDER: Readonly<Record<Preset, number>> = { quick: 4, full: 6 }

const ruleWidth = (width: number) => Math.min(width, Math.ceil(16 * Math.sqrt(width)))

const WIDE = 'wide'
const COMPRESSED = 'compressed'

export interface WidthLawRow extends Row {
  readonly part: 'widths'
  readonly width: number
  readonly method: string
  readonly seed: number
  /** Neurons that are trained. */
  readonly kept: number
  readonly error: number
}

/** How the test error falls with the width of a network, before and after its start is compressed. */
export const fig5Widths: StudyPart<WidthLawRow> = {
  tasks(preset) {
    return WIDTHS[preset].flatMap(width =>
      [WIDE, COMPRESSED].flatMap(method =>
        Array.from({ length: SEEDS[preset] }, (_, seed) => ({
          key: `widths ${width} ${method} ${seed}`,
          async run() {
            await startTensors()
            const { rows, test } = besselTask(TASK, ROWS, seed)
            const wide = drawStart(2, width, createRng(seed))
            const start =
              method === WIDE ? wide : await compressWidth(wide, ruleWidth(width), ORDER[preset], seed)
            const error = await trainStudent(rows, test, {
              width,
              start,
              steps: STEPS[preset],
              optimiser: 'adamw',
              rate: RATE,
              seed,
              batch: { size: BATCH, sampling: 'without-replacement' },
            })
            return [{ part: 'widths' as const, width, method, seed, kept: start.width, error }]
          },
        })),
      ),
    )
  },
  present(rows, preset) {
    const byMethod = group(
      rows,
      ({ method }) => method,
      ({ width }) => width,
    )
    const meanOf = (method: string, width: number, name: 'error' | 'kept') =>
      mean(byMethod.get(method)!.get(width)!, row => row[name])!
    const widths = WIDTHS[preset]
    const methods = [WIDE, COMPRESSED]
    const lawOf = (method: string) => {
      const found = [...byMethod.get(method)!.values()].flat()
      return fitScaling({ sizes: found.map(({ kept }) => kept), losses: found.map(({ error }) => error) })
    }
    return {
      figures: {
        'fig5-widths': lawFigure(
          'neurons that are trained',
          'test error',
          methods.map(name => ({
            name,
            dashed: name === WIDE,
            points: widths.map(width =>
              meanPoint(
                meanOf(name, width, 'kept'),
                byMethod
                  .get(name)!
                  .get(width)!
                  .map(({ error }) => error),
              ),
            ),
          })),
        ),
      },
      text: [
        '## Widths',
        `\`J_2(8 r) cos(2 θ)\` on \`[-1, 1]²\`, ${countText(ROWS)} rows without noise, batches of ${BATCH}, AdamW from ${RATE} to 0 along a cosine, ${countText(STEPS[preset])} steps (a smoother task than the authors', who take 312,500), ${SEEDS[preset]} ${SEEDS[preset] === 1 ? 'seed' : 'seeds'}. The start of a two-layer ReLU network is compressed to \`16 √d\` neurons by joint moments of \`(v, w, b)\` to order ${ORDER[preset]}, which are then trained with their masses. The authors' exponents are 0.31 before and 0.62 after.`,
        table(
          ['neurons', 'exponent', ...widths.map(width => countText(width))],
          methods.map(name => [
            name,
            exponentText(() => lawOf(name)),
            ...widths.map(
              width =>
                `${errorText(meanOf(name, width, 'error'))} (${countText(Math.round(meanOf(name, width, 'kept')))})`,
            ),
          ]),
        ),
        'Under each width its test error, and in brackets the neurons trained. Bars in the figure are standard errors of the means.',
      ].join('\n\n'),
    }
  },
}
