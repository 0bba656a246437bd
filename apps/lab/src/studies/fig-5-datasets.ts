import { fitScaling } from '@polylog/scaling'
import { group, mean } from 'd3-array'
import { countText, errorText, table } from '../figures/tables.js'
import type { Preset, Row, StudyPart } from '../study.js'
import { startTensors } from '../training/start-tensors.js'
import { teacherStudentTask } from '../training/teacher-student.js'
import { trainStudent } from '../training/train-student.js'
import { ALL_ROWS, JOINT, LOSS_AWARE, PROJECTED, SELECTIONS } from './fig-3-selections.js'
import { exponentText, lawFigure, meanPoint } from './fig-5-laws.js'

const SIZES: Readonly<Record<Preset, readonly number[]>> = {
  quick: [256, 1024, 4096, 16_384],
  full: Array.from({ length: 12 }, (_, i) => 256 * 2 ** i),
}
const SEEDS: Readonly<Record<Preset, number>> = { quick: 2, full: 10 }
const TRAINING = { width: 50, steps: 2048, optimiser: 'adamw', rate: 1e-3, batch: 512 } as const

/** Rows kept by the authors' rule. */
const ruleSize = (size: number) => Math.min(size, Math.ceil(16 * Math.sqrt(size)))

/** Few rows with projected labels: which are enough is to be seen. */
const FEW = [15, 30, 60, 120, 240]

/** An error that is larger by this factor is another one. */
const KEPT = 1.1

const METHODS = [ALL_ROWS, JOINT, LOSS_AWARE, PROJECTED] as const
const SMALLEST = 'the fewest that keep the loss'

export interface DatasetLawRow extends Row {
  readonly part: 'datasets'
  /** Rows of the whole. */
  readonly rows: number
  readonly method: string
  readonly seed: number
  readonly kept: number
  readonly error: number
}

/** How the test error falls with the number of rows, before and after compression. */
export const fig5Datasets: StudyPart<DatasetLawRow> = {
  tasks(preset) {
    const runs = (rows: number) => [
      ...METHODS.map(method => ({ rows, method: method as string, size: ruleSize(rows) })),
      ...FEW.filter(size => size < ruleSize(rows)).map(size => ({
        rows,
        method: `${PROJECTED}, ${size}`,
        size,
      })),
    ]
    return SIZES[preset].flatMap(runs).flatMap(({ rows: count, method, size }) =>
      Array.from({ length: SEEDS[preset] }, (_, seed) => ({
        key: `datasets ${count} ${method} ${seed}`,
        async run() {
          await startTensors()
          const { rows, test } = teacherStudentTask(count, seed)
          const { select, sampling } = SELECTIONS[method.startsWith(PROJECTED) ? PROJECTED : method]
          const kept = await select(rows, size, seed)
          const { batch, ...training } = TRAINING
          const error = await trainStudent(kept, test, {
            ...training,
            seed,
            batch: { size: batch, sampling },
          })
          return [{ part: 'datasets' as const, rows: count, method, seed, kept: kept.size, error }]
        },
      })),
    )
  },
  present(rows, preset) {
    const byMethod = group(
      rows,
      ({ method }) => method,
      ({ rows }) => rows,
    )
    const errorOf = (method: string, size: number) =>
      mean(byMethod.get(method)!.get(size)!, ({ error }) => error)!
    const keptOf = (method: string, size: number) =>
      mean(byMethod.get(method)!.get(size)!, ({ kept }) => kept)!
    // One that is enough where more are not is so by chance.
    const fewest = (size: number) => {
      const byRule = [PROJECTED, LOSS_AWARE].reduce((a, b) => (errorOf(b, size) < errorOf(a, size) ? b : a))
      const tried = [byRule, ...FEW.toReversed().map(few => `${PROJECTED}, ${few}`)]
      const falling = tried.filter(method => byMethod.get(method)?.has(size))
      const failed = falling.findIndex(method => errorOf(method, size) > KEPT * errorOf(ALL_ROWS, size))
      return [ALL_ROWS, ...falling].at(failed < 0 ? -1 : failed)!
    }
    const enough = (size: number) =>
      fewest(size) === ALL_ROWS
        ? 'none of the fewer rows that were tried are enough'
        : `${countText(Math.round(keptOf(fewest(size), size)))} rows ${fewest(size).startsWith(PROJECTED) ? 'with projected labels ' : ''}are enough`
    const sizes = SIZES[preset]
    const first = sizes.find(size => ruleSize(size) < size)!
    const lawOf = (method: string, last: number) => {
      const runs = [...byMethod.get(method)!.values()].flat()
      const found = runs.filter(({ rows }) => rows >= first && rows <= last)
      return fitScaling({ sizes: found.map(({ kept }) => kept), losses: found.map(({ error }) => error) })
    }
    const largest = sizes.at(-1)!
    const end =
      sizes.find((size, i) => KEPT * errorOf(ALL_ROWS, sizes[i + 1] ?? size) > errorOf(ALL_ROWS, size)) ??
      largest
    const methods = [...METHODS, SMALLEST]
    // Rows that are chosen anew for each size, and do not grow, have no law.
    const exponent = (method: string, last: number) =>
      method === SMALLEST ? '-' : exponentText(() => lawOf(method, last))
    return {
      figures: {
        'fig5-datasets': lawFigure(
          'rows that are trained on',
          'test error',
          methods.map(name => ({
            name,
            dashed: name === ALL_ROWS,
            dotsOnly: name === SMALLEST,
            points: sizes.map(size => {
              const method = name === SMALLEST ? fewest(size) : name
              const errors = byMethod.get(method)!.get(size)!
              return meanPoint(
                keptOf(method, size),
                errors.map(({ error }) => error),
              )
            }),
          })),
        ),
      },
      text: [
        '## Datasets',
        `The task of Fig. 3, ${countText(sizes[0])} to ${countText(sizes.at(-1)!)} rows, batches of 512, AdamW from 1e-3 to 0 along a cosine, ${countText(TRAINING.steps)} steps, ${SEEDS[preset]} seeds. Rows are compressed to \`16 √d\`, the authors' rule; and to the fewest of ${FEW.join(', ')} and \`16 √d\` rows for the loss from which on the error is at most ${KEPT} times that of all rows. Exponents are those of \`(d0 / d)^α\` as functions of the rows trained on, from ${countText(first)} rows on, where the rule first keeps fewer, with 95 % intervals of the bootstrap; the authors report 0.68 before and 1.23 after.`,
        `All rows and joint moments are drawn with replacement, by weight, as the authors do; rows for the loss are gone through in a random order, with their weights in the loss. Where few rows are seen many times, that alone is a difference: of ${countText(sizes[0])}, which all methods keep, the latter errs ${(errorOf(LOSS_AWARE, sizes[0]) / errorOf(ALL_ROWS, sizes[0])).toFixed(2)} times as much.`,
        table(
          ['rows kept', 'exponent', `to ${countText(end)}`, ...sizes.map(size => countText(size))],
          methods.map(name => [
            name,
            exponent(name, largest),
            exponent(name, end),
            ...sizes.map(size => {
              const method = name === SMALLEST ? fewest(size) : name
              return `${errorText(errorOf(method, size))} (${countText(Math.round(keptOf(method, size)))})`
            }),
          ]),
        ),
        'Under each size its test error, and in brackets the rows trained on. Bars in the figure are standard errors of the means.',
        `**Where it ends.** ${
          end === largest
            ? 'The error of all rows falls up to the largest size.'
            : `From ${countText(end)} rows on, more of them lower the error of all rows by less than ${Math.round(100 * (1 - 1 / KEPT))} %, since ${countText(TRAINING.steps)} steps see no more: the second exponent is that of the sizes up to there.`
        } There ${enough(end)}; at the smallest size, ${enough(sizes[0])}.`,
      ].join('\n\n'),
    }
  },
}
