import { max, mean, median, rollup } from 'd3-array'
import { errorFigure } from '../figures/error-figure.js'
import { countText, errorText, table } from '../figures/tables.js'
import type { Presentation } from '../study.js'
import { HEAD_DIM } from '../training/attention-model.js'
import { NOISE, PAIRS, SEGMENTS, START, TOKENS } from '../training/piecewise-linear-task.js'
import { CONTRIBUTIONS, FAIR, FUNCTION_NARROWINGS, momentsOf, PLAIN, WIDE } from './fig-7-methods.js'
import { type HeadRow, type HeadSize, RATE, TOKEN_MEAN } from './fig-7-runs.js'

/** Largest gap of a loss that is said to follow, at every look. */
const FOLLOWS = 0.05

const THEIR_ORDER = 3

/** Of the authors' methods; of others they say nothing. */
const THEIRS: Readonly<Record<string, string>> = { [momentsOf(THEIR_ORDER)]: 'follows', [PLAIN]: 'does not' }

export function presentHeads(rows: readonly HeadRow[], size: HeadSize): Presentation {
  const moments = size.orders.map(momentsOf)
  const compressed = [...moments, CONTRIBUTIONS]
  const methods = [...compressed, FAIR, PLAIN]
  const draws = Array.from({ length: size.draws }, (_, draw) => draw)
  const curves = rollup(
    rows,
    found => found.toSorted((a, b) => a.step - b.step),
    ({ method }) => method,
    ({ draw }) => draw,
  )
  const curveOf = (method: string, draw: number) => curves.get(method)!.get(draw)!
  /** Mean over the draws of what is told of a curve. */
  const over = (method: string, told: (curve: readonly HeadRow[], draw: number) => number) =>
    mean(draws, draw => told(curveOf(method, draw), draw))!
  const last = (curve: readonly HeadRow[]) => curve.at(-1)!
  const gaps = (curve: readonly HeadRow[], draw: number) =>
    curve.map(({ error }, i) => Math.abs(error / curveOf(WIDE, draw)[i].error - 1))
  const largestGap = (method: string) => max(draws, draw => max(gaps(curveOf(method, draw), draw)))!
  /** Median over the looks after the start of the distance from the wide layer's loss. */
  const lossDistance = (method: string, draw: number) =>
    median(
      curveOf(method, draw)
        .map(({ error }, i) => Math.abs(error - curveOf(WIDE, draw)[i].error))
        .slice(1),
    )!
  const closer = (method: string, baseline: string, draw: number) =>
    lossDistance(baseline, draw) / lossDistance(method, draw)
  const figure = (yLabel: string, names: readonly string[], height: (row: HeadRow) => number) =>
    errorFigure({
      xLabel: 'steps',
      yLabel,
      xType: 'linear',
      panels: draws.map(draw => ({
        title: drawTitle(draw),
        series: names.map(name => ({
          name,
          dashed: name === FAIR || name === PLAIN,
          points: curveOf(name, draw).map(row => ({ x: row.step, y: height(row) })),
        })),
      })),
    })
  const { wide, narrow, steps, batch, testRows } = size
  const meanOf = size.draws > 1 ? `, means of ${size.draws} draws` : ''
  return {
    figures: {
      fig7: figure('test error', [...methods, WIDE], ({ error }) => error),
      'fig7-distances': figure('distance of the outputs', methods, ({ distance }) => distance),
    },
    text: [
      `One layer of causal attention, ${countText(wide)} heads of dimension ${HEAD_DIM}, and layers of ${countText(narrow)} that start from it, for regression in context: tokens \`x1, y1, …, x${PAIRS}, y${PAIRS}, x*\` are numbers, and the last output should be \`f(x*)\`. Every \`f\` is a random piecewise-linear function on \`[-1, 1]\`: ${SEGMENTS} segments of equal length, a start from N(0, ${START}²), slopes from N(0, 1). Places are uniform, and the values shown have noise of deviation ${NOISE}. The authors do not say on which interval. A head is ${4 * HEAD_DIM} numbers (kernels of query, key, value and output, no biases), drawn as PyTorch draws linear maps: uniform on \`±1 / sqrt(fan-in)\`, which is 1 for the first three and ${countText(HEAD_DIM * wide)} for the outputs.`,
      `Only the last token asks, and no token comes after it, so that a causal mask hides nothing: the model is called with that token as query and with all ${TOKENS} as keys and values, which is the same and cheaper. Adam at the authors' rate of ${errorText(RATE)}, the same in all steps: ${countText(steps)} steps of ${batch} new functions (theirs: 250 of 256). All layers of a draw see the same functions, and are looked at on ${testRows} others. Layers chosen by moments or contributions hold a mass for each head, by which its gradients are divided; *${FAIR}* gives each the mass ${errorText(wide / narrow)}, and *${PLAIN}* are the authors': the same heads, neither rescaled nor divided. ${ordersText(size.orders)}`,
      `## Does the loss follow?`,
      `To follow is, here, to stay within ${100 * FOLLOWS} % of the wide layer's test error whenever it is looked at. The authors give no numbers.${meanOf && ' Errors are means of the draws, the largest gap is that of all draws and looks.'}`,
      table(
        [
          '',
          'heads',
          'test error at the start',
          'in the end',
          'gap in the end',
          'largest gap',
          'ours',
          'the authors’',
        ],
        [WIDE, ...methods].map(method => [
          method,
          countText(last(curveOf(method, 0)).kept),
          lossText(over(method, curve => curve[0].error)),
          lossText(over(method, curve => last(curve).error)),
          ...(method === WIDE
            ? ['', '', '', '']
            : [
                percent(over(method, (curve, draw) => gaps(curve, draw).at(-1)!)),
                percent(largestGap(method)),
                largestGap(method) <= FOLLOWS ? 'follows' : 'does not',
                THEIRS[method] ?? '',
              ]),
        ]),
      ),
      `What is learned is little more than a multiple of the tokens' mean, which cannot tell places from values: the best one has a test error of ${lossText(over(TOKEN_MEAN, curve => last(curve).error))}, and is ${errorText(over(TOKEN_MEAN, curve => last(curve).distance))} from the wide layer's outputs in the end.`,
      `## Distance of the outputs from the wide layer's, over their length${meanOf}`,
      `These are short where they pass through 0 on their way, and distances long.`,
      table(
        ['', 'at the start', 'in the mean over the looks', 'in the end'],
        methods.map(method => [
          method,
          errorText(over(method, curve => curve[0].distance)),
          errorText(over(method, curve => mean(curve, ({ distance }) => distance)!)),
          errorText(over(method, curve => last(curve).distance)),
        ]),
      ),
      `## How much closer to the wide layer's the loss stays, in the median over the looks`,
      table(
        ['', ...draws.map(drawTitle), 'median'],
        [PLAIN, FAIR].flatMap(baseline =>
          compressed.map(method => [
            `${method}, than ${baseline}`,
            ...draws.map(draw => factorText(closer(method, baseline, draw))),
            factorText(median(draws, draw => closer(method, baseline, draw))!),
          ]),
        ),
      ),
      `## The function before training`,
      `How far the outputs are from the wide layer's where only the function is to be kept, of which moments see two numbers of each head: the product of query and key, and that of value and output. Over the length of the outputs${meanOf}.`,
      table(
        ['', 'heads', 'distance'],
        [...Object.keys(FUNCTION_NARROWINGS), ...methods].map(method => [
          method,
          countText(curveOf(method, 0)[0].kept),
          errorText(over(method, curve => curve[0].distance)),
        ]),
      ),
    ].join('\n\n'),
  }
}

const drawTitle = (draw: number) => `draw ${draw + 1}`

const percent = (share: number) => `${Number((100 * share).toPrecision(2))} %`

const factorText = (factor: number) => String(Number(factor.toPrecision(2)))

const lossText = (error: number) => String(Number(error.toPrecision(3)))

function ordersText(orders: readonly number[]): string {
  const highest = Math.max(...orders)
  return highest === THEIR_ORDER
    ? `Order ${THEIR_ORDER} is the authors', and also what \`compressModel\` takes by default here, as the highest that fits.`
    : `Order ${THEIR_ORDER} is the authors', order ${highest} what \`compressModel\` takes by default here, as the highest that fits.`
}
