import { mean, median, rollup } from 'd3-array'
import { errorFigure } from '../figures/error-figure.js'
import { countText, errorText, table } from '../figures/tables.js'
import type { Presentation, Preset, Row } from '../study.js'
import { FAIR, FIRST, FREE, JOINT, NARROWINGS, TANGENTS, WIDE } from './fig-4-methods.js'
import { BATCH, optimisersOf, ROWS, SIZES, TASKS } from './fig-4-settings.js'

export interface FollowRow extends Row {
  readonly optimiser: string
  readonly method: string
  readonly kept: number
  readonly step: number
  readonly error: number
  /** Of the outputs from the wide network's, over the length of these. */
  readonly distance: number
  /** Of the weights that come into the neurons, over their length. */
  readonly movement: number
}

/** Shares of the steps after which movements are told. */
const LOOKS = [0.2, 1]

export function presentFollowing(rows: readonly FollowRow[], preset: Preset): Presentation {
  const { wide: width, narrow, steps, rates } = SIZES[preset]
  const { order, frequency, noise } = TASKS[preset]
  const optimisers = optimisersOf(preset)
  const titles = optimisers.map(({ title }) => title)
  const methods = Object.keys(NARROWINGS)
  const curves = rollup(
    rows,
    found => found.toSorted((a, b) => a.step - b.step),
    ({ optimiser }) => optimiser,
    ({ method }) => method,
  )
  const curveOf = (optimiser: string, method: string) => curves.get(optimiser)!.get(method)!
  /** Random neurons are far off at the start: it would hide all the rest. */
  const trained = (optimiser: string, method: string) =>
    curveOf(optimiser, method).filter(({ step }) => step > 0)
  const lastOf = (optimiser: string, method: string) => curveOf(optimiser, method).at(-1)!
  const gapOf = (optimiser: string, method: string) =>
    Math.abs(lastOf(optimiser, method).error / lastOf(optimiser, WIDE).error - 1)
  /** Median over the records of the distance from the wide network's loss. */
  const lossDistance = (optimiser: string, method: string) =>
    median(curveOf(optimiser, method).slice(1), ({ step, error }) =>
      Math.abs(error - curveOf(optimiser, WIDE).find(wide => wide.step === step)!.error),
    )!
  const closer = (method: string, baseline: string) =>
    median(titles, title => lossDistance(title, baseline) / lossDistance(title, method))!
  return {
    figures: {
      fig4: errorFigure({
        xLabel: 'steps',
        yLabel: 'test error',
        xType: 'linear',
        panels: titles.map(title => ({
          title,
          series: [WIDE, JOINT, FREE, TANGENTS, FAIR, FIRST].map(name => ({
            name,
            dashed: name === FAIR || name === FIRST,
            points: trained(title, name).map(({ step, error }) => ({ x: step, y: error })),
          })),
        })),
      }),
      'fig4-gaps': errorFigure({
        xLabel: 'steps',
        yLabel: 'difference from the wide network’s test error, over it',
        xType: 'linear',
        panels: titles.map(title => ({
          title,
          series: [JOINT, FREE, TANGENTS, FAIR, FIRST].map(name => ({
            name,
            dashed: name === FAIR || name === FIRST,
            points: trained(title, name).map(({ step, error }, i) => ({
              x: step,
              y: Math.abs(error / trained(title, WIDE)[i].error - 1),
            })),
          })),
        })),
      }),
    },
    text: [
      `A two-layer ReLU network of ${countText(width)} neurons and narrow ones of ${countText(narrow)} that start from it, trained on ${countText(ROWS)} rows of \`J_${order}(${frequency} r) cos(${order} θ)\` on \`[-1, 1]²\` with noise of deviation ${noise}: ${countText(steps)} steps of ${BATCH} rows, the same for all, rates falling to 0 along a cosine from ${rates === 1 ? "the authors'" : `${rates} times the authors'`}, who take 588,000 steps at a width of 10,000; for SGD, whose steps diverge by the rate times the width, from that product of theirs. Every narrow network holds a mass for each neuron, by which its gradients are divided, but for *first neurons, plain*: the authors' subnetwork, neither rescaled nor divided. *Random, same dynamics* gives random neurons the mass ${countText(width / narrow)}. *Free nodes* are new neurons, ${countText(lastOf(titles[0], FREE).kept)} in number, with the moments of as many cells as these allow.`,
      '## Test error in the end, and by how much it differs from the wide network’s',
      table(
        ['', ...titles],
        [WIDE, ...methods].map(method => [
          method,
          ...titles.map(title =>
            method === WIDE
              ? errorText(lastOf(title, method).error)
              : `${errorText(lastOf(title, method).error)} (${(100 * gapOf(title, method)).toFixed(0)} %)`,
          ),
        ]),
      ),
      'The authors, at 10,000 -> 1,000:',
      table(
        ['', ...titles],
        ['wide', 'compressed', 'first neurons'].map((name, i) => [
          name,
          ...optimisers.map(({ theirs }) =>
            i === 0
              ? String(theirs[0])
              : `${theirs[i]} (${(100 * Math.abs(theirs[i] / theirs[0] - 1)).toFixed(0)} %)`,
          ),
        ]),
      ),
      '## Distance of the outputs from the wide network’s in the end, over their length',
      table(
        ['', ...titles],
        methods.map(method => [method, ...titles.map(title => lastOf(title, method).distance.toFixed(3))]),
      ),
      '## What follows best, by how far the weights go',
      table(
        ['', ...titles],
        LOOKS.flatMap(look => {
          const step = Math.round(look * steps)
          const at = (title: string, method: string) =>
            curveOf(title, method).reduce((a, b) =>
              Math.abs(b.step - step) < Math.abs(a.step - step) ? b : a,
            )
          const after = `after ${countText(at(titles[0], WIDE).step)} steps`
          return [
            [`wide: movement ${after}`, ...titles.map(title => at(title, WIDE).movement.toFixed(3))],
            [
              `joint moments’ distance over that of tangents, ${after}`,
              ...titles.map(title => (at(title, JOINT).distance / at(title, TANGENTS).distance).toFixed(2)),
            ],
          ]
        }),
      ),
      'The movement is that of the weights that come into the neurons, over their length. Where the ratio is above 1, tangents tell better which neurons follow; where it is below, joint moments do, which know nothing of the start. `compressModel` takes tangents up to a movement of 0.03, if it is told (`movement`), and joint moments else: where the two meet at a width of 10,000.',
      '## How much closer to the wide network’s the loss stays, in the median over the steps',
      table(
        ['', ...titles, 'median'],
        [FIRST, FAIR].flatMap(baseline =>
          methods
            .filter(method => method !== FIRST && method !== FAIR)
            .map(method => [
              `${method}, than ${baseline}`,
              ...titles.map(title =>
                (lossDistance(title, baseline) / lossDistance(title, method)).toFixed(1),
              ),
              closer(method, baseline).toFixed(1),
            ]),
        ),
      ),
      `The gap of the test error in the end, in the mean over the optimisers: ${methods
        .map(method => `${method} ${(100 * mean(titles, title => gapOf(title, method))!).toFixed(1)} %`)
        .join('; ')}.`,
    ].join('\n\n'),
  }
}
