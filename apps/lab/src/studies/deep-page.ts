import { max, mean, min } from 'd3-array'
import { errorFigure } from '../figures/error-figure.js'
import { countText, errorText, table } from '../figures/tables.js'
import type { Presentation } from '../study.js'
import { GLYPHS } from '../training/glyph-classifier.js'
import { CONTRIBUTIONS, corrected, freeNodes, LARGEST, MOMENTS, NARROWINGS, RANDOM } from './deep-methods.js'
import { type DeepRow, type DeepSize, TUNED_RATIO, WIDE } from './deep-runs.js'

const PANELS: readonly { readonly title: string; readonly methods: readonly string[] }[] = [
  { title: 'units in their places', methods: [CONTRIBUTIONS, MOMENTS, RANDOM, LARGEST] },
  {
    title: 'kernels after them corrected',
    methods: [CONTRIBUTIONS, MOMENTS, RANDOM, LARGEST].map(corrected),
  },
  { title: 'free nodes', methods: [CONTRIBUTIONS, RANDOM].map(freeNodes) },
]

export function presentDeep(rows: readonly DeepRow[], size: DeepSize): Presentation {
  const widths = size.ratios.map(ratio => Math.round(size.width / ratio))
  const eighth = Math.round(size.width / TUNED_RATIO)
  const found = (method: string, width: number, epochs = 0) =>
    rows.filter(row => row.method === method && row.width === width && row.epochs === epochs)
  const accuracy = (method: string, width: number, epochs = 0) =>
    mean(found(method, width, epochs), row => row.accuracy)!
  const lost = (method: string, width: number, epochs = 0) =>
    accuracy(WIDE, size.width) - accuracy(method, width, epochs)
  const cell = (method: string, width: number) =>
    `${percent(accuracy(method, width))} (${points(lost(method, width))})`
  const methods = Object.keys(NARROWINGS)
  const { tuningEpochs: more } = size
  const tuned = [CONTRIBUTIONS, freeNodes(CONTRIBUTIONS), RANDOM]
  const spread = found(WIDE, size.width).map(row => row.accuracy)
  const calibrated = countText(size.calibrationRows)
  return {
    figures: {
      deep: errorFigure({
        xLabel: 'units of a hidden layer',
        yLabel: 'share told wrong',
        panels: PANELS.map(panel => ({
          title: panel.title,
          series: [
            ...panel.methods.map(method => ({
              name: method.replace(/, .*/, ''),
              points: widths.map(width => ({ x: width, y: 1 - accuracy(method, width) })),
            })),
            {
              name: WIDE,
              dashed: true,
              points: widths.map(width => ({ x: width, y: 1 - accuracy(WIDE, size.width) })),
            },
          ],
        })),
      }),
    },
    text: [
      `Networks of ${size.hidden} hidden layers of ${countText(size.width)} rectified units tell ten glyphs apart, drawn on ${GLYPHS.side} × ${GLYPHS.side} pixels: shifted, turned by up to ${Math.round((180 * GLYPHS.turn) / Math.PI)} degrees, of ${percent(GLYPHS.size[0])} to ${percent(GLYPHS.size[1])} of the size, crossed by a stroke of no meaning, with noise of deviation ${GLYPHS.noise}. Each is trained on ${countText(size.rows)} images with Adam, ${size.epochs} epochs, and tells ${percent(accuracy(WIDE, size.width))} of ${countText(size.testRows)} others (${size.draws > 1 ? `mean of ${size.draws} draws, ${percent(min(spread)!)} to ${percent(max(spread)!)}` : 'one draw'}). All hidden layers are then narrowed, **without training**: with ${calibrated} images without labels that were not trained on.`,
      `*${CONTRIBUTIONS}* and *${MOMENTS}* are \`compressModel\` by these; *${RANDOM}* are random units, each with the mass that all of them together need; *${LARGEST}* are those whose incoming and outgoing weights have the largest product of lengths, as they are. *Corrected* is \`correction: 'least-squares'\`, *free nodes* \`nodes: 'free'\`, for units that were given, too.`,
      '## Accuracy on the test images, and points lost to the wide network',
      table(
        ['', ...widths.map(width => `${countText(size.width)} -> ${countText(width)}`)],
        methods.map(method => [method, ...widths.map(width => cell(method, width))]),
      ),
      '## Distance of the outputs from those of the wide network, over their length, on images that were not looked at',
      table(
        ['', ...widths.map(width => `${countText(size.width)} -> ${countText(width)}`)],
        methods.map(method => [
          method,
          ...widths.map(width => errorText(mean(found(method, width), row => row.distance)!)),
        ]),
      ),
      `## What was asked, at ${countText(size.width)} -> ${countText(eighth)}`,
      table(
        ['', 'asked', 'found', ''],
        [
          judged(
            'points that rescaled random units lose',
            'at least 2',
            lost(RANDOM, eighth),
            value => value >= 0.02,
          ),
          judged(`points that ${CONTRIBUTIONS} lose`, 'at most 0.5', lost(CONTRIBUTIONS, eighth), within),
          judged(
            `points that ${corrected(CONTRIBUTIONS)}, lose`,
            'at most 0.5',
            lost(corrected(CONTRIBUTIONS), eighth),
            within,
          ),
          judged(
            `points that ${freeNodes(CONTRIBUTIONS)}, lose`,
            'at most 0.5',
            lost(freeNodes(CONTRIBUTIONS), eighth),
            within,
          ),
          judged(
            `points by which ${corrected(CONTRIBUTIONS)}, beat ${corrected(RANDOM)}`,
            'more than 0',
            lost(corrected(RANDOM), eighth) - lost(corrected(CONTRIBUTIONS), eighth),
            value => value > 0,
          ),
        ],
      ),
      `## Trained on`,
      `For ${more} epochs more, at a lower rate, with \`weighted()\` and \`ticketOptimizer\`: the narrow networks move as the wide one does.`,
      table(
        ['', 'units', 'before', `after ${more} epochs`, 'points lost to the wide network as it was'],
        [
          ...tuned.map(method => [
            method,
            countText(eighth),
            percent(accuracy(method, eighth)),
            percent(accuracy(method, eighth, more)),
            points(lost(method, eighth, more)),
          ]),
          [
            WIDE,
            countText(size.width),
            percent(accuracy(WIDE, size.width)),
            percent(accuracy(WIDE, size.width, more)),
            points(lost(WIDE, size.width, more)),
          ],
        ],
      ),
    ].join('\n\n'),
  }
}

const within = (lost: number) => lost <= 0.005

function judged(
  figure: string,
  asked: string,
  value: number,
  isMet: (value: number) => boolean,
): readonly string[] {
  return [figure, asked, points(value), isMet(value) ? 'yes' : '**no**']
}

const percent = (share: number) => `${Number((100 * share).toFixed(2))} %`

const points = (share: number) => (100 * share).toFixed(2)
