import { mean } from 'd3-array'
import { errorFigure } from '../figures/error-figure.js'
import { countText, errorText, table } from '../figures/tables.js'
import type { Presentation } from '../study.js'
import { GLYPHS, type Glyphs } from '../training/glyph-classifier.js'
import { CONTRIBUTIONS, corrected, freeNodes, LARGEST, MOMENTS, NARROWINGS, RANDOM } from './deep-methods.js'
import { type DeepCase, type DeepRow, type DeepSize, TUNED_METHODS, TUNED_RATIO, WIDE } from './deep-runs.js'

const CHOICES = [CONTRIBUTIONS, MOMENTS, RANDOM, LARGEST]

const PANELS: readonly { readonly title: string; readonly methods: readonly string[] }[] = [
  { title: 'units in their places', methods: CHOICES },
  { title: 'kernels after them corrected', methods: CHOICES.map(corrected) },
  { title: 'free nodes', methods: [CONTRIBUTIONS, RANDOM].map(freeNodes) },
]

export function presentDeep(rows: readonly DeepRow[], size: DeepSize): Presentation {
  const parts = size.cases.map(one =>
    partOf(
      rows.filter(({ glyphs, decay }) => glyphs === one.glyphs && decay === one.decay),
      one,
      size,
    ),
  )
  return {
    figures: Object.fromEntries(parts.map(({ name, figure }) => [name, figure])),
    text: [
      `Networks of ${size.hidden} hidden layers of ${countText(size.width)} rectified units tell ten glyphs apart, which are crossed by a stroke of no meaning and noisy: ${Object.entries(GLYPHS).map(glyphsText).join('; ')}. Each is trained on ${countText(size.rows)} images with Adam, ${size.epochs} epochs at a rate that falls from 0.001 to 0 along a cosine, and tested on ${countText(size.testRows)} others. All hidden layers are then narrowed, **without training**, with ${countText(size.calibrationRows)} images without labels on which nothing was trained. ${size.draws > 1 ? `Means of ${size.draws} draws.` : 'One draw.'}`,
      `*${CONTRIBUTIONS}* and *${MOMENTS}* are \`compressModel\` by these; *${RANDOM}* are random units, each with the mass that makes them stand for all; *${LARGEST}* are those whose incoming and outgoing weights have the largest product of lengths, as they are. *Corrected* is \`correction: 'least-squares'\`, *free nodes* \`nodes: 'free'\`, both for units that were given, too.`,
      ...parts.flatMap(({ text }) => text),
    ].join('\n\n'),
  }
}

/** What became of the networks that were trained on the same glyphs with the same decay. */
function partOf(rows: readonly DeepRow[], { glyphs, decay }: DeepCase, size: DeepSize) {
  const widths = size.ratios.map(ratio => Math.round(size.width / ratio))
  const eighth = Math.round(size.width / TUNED_RATIO)
  const more = size.tuningEpochs
  const found = (method: string, width: number, epochs = 0) =>
    rows.filter(row => row.method === method && row.width === width && row.epochs === epochs)
  const accuracy = (method: string, width: number, epochs = 0) =>
    mean(found(method, width, epochs), row => row.accuracy)!
  const whole = accuracy(WIDE, size.width)
  const lost = (method: string, width: number, epochs = 0) => whole - accuracy(method, width, epochs)
  const methods = Object.keys(NARROWINGS)
  const head = ['', ...widths.map(width => `${countText(size.width)} -> ${countText(width)}`)]
  const asked = (figure: string, wanted: string, value: number, isMet: (value: number) => boolean) => [
    figure,
    wanted,
    points(value),
    isMet(value) ? 'yes' : '**no**',
  ]
  const atMostHalf = (method: string) =>
    asked(`points that ${method} lose`, 'at most 0.5', lost(method, eighth), value => value <= 0.005)
  const tunedRow = (method: string, width: number) => [
    method,
    countText(width),
    percent(accuracy(method, width)),
    percent(accuracy(method, width, more)),
    points(lost(method, width, more)),
  ]
  return {
    name: `deep-${glyphs}-decay-${decay}`,
    figure: errorFigure({
      xLabel: 'units of a hidden layer',
      yLabel: 'share told wrong',
      panels: PANELS.map(panel => ({
        title: panel.title,
        series: [
          ...panel.methods.map(method => ({
            name: method.replace(/, .*/, ''),
            points: widths.map(width => ({ x: width, y: 1 - accuracy(method, width) })),
          })),
          { name: WIDE, dashed: true, points: widths.map(width => ({ x: width, y: 1 - whole })) },
        ],
      })),
    }),
    text: [
      `## The ${glyphs} glyphs, ${decay === 0 ? 'trained without decay' : `trained with decay: in every step, weights shrink by ${decay} times the rate (AdamW)`}`,
      `The wide network tells ${percent(whole)}. Accuracy of the narrow ones, and in brackets the points that they lose:`,
      table(
        head,
        methods.map(method => [
          method,
          ...widths.map(width => `${percent(accuracy(method, width))} (${points(lost(method, width))})`),
        ]),
      ),
      'Distance of the outputs from those of the wide network, over their length, on images that no one has looked at:',
      table(
        head,
        methods.map(method => [
          method,
          ...widths.map(width => errorText(mean(found(method, width), row => row.distance)!)),
        ]),
      ),
      `What is asked at ${countText(size.width)} -> ${countText(eighth)}:`,
      table(
        ['', 'asked', 'found', ''],
        [
          asked(
            'points that rescaled random units lose',
            'at least 2',
            lost(RANDOM, eighth),
            value => value >= 0.02,
          ),
          ...[CONTRIBUTIONS, corrected(CONTRIBUTIONS), freeNodes(CONTRIBUTIONS)].map(atMostHalf),
          asked(
            `points by which ${corrected(CONTRIBUTIONS)}, are better than ${corrected(RANDOM)}`,
            'above 0',
            lost(corrected(RANDOM), eighth) - lost(corrected(CONTRIBUTIONS), eighth),
            value => value > 0,
          ),
        ],
      ),
      `Trained on for ${more} epochs, at a rate from 0.0003, narrow ones with \`weighted()\` and \`ticketOptimizer\`, so that they move as the wide one does:`,
      table(
        ['', 'units', 'before', `after ${more} epochs`, 'points lost to the wide network of before'],
        [...TUNED_METHODS.map(method => tunedRow(method, eighth)), tunedRow(WIDE, size.width)],
      ),
    ],
  }
}

function glyphsText([name, { side, shift, turn, size, noise }]: [string, (typeof GLYPHS)[Glyphs]]): string {
  return `the *${name}* ones on ${side} × ${side} pixels, shifted by up to ${percent(shift)} of the side, turned by up to ${Math.round((180 * turn) / Math.PI)} degrees, of ${percent(size[0])} to ${percent(size[1])} of the size, with noise of deviation ${noise}`
}

const percent = (share: number) => `${Number((100 * share).toFixed(2))} %`

const points = (share: number) => (100 * share).toFixed(2)
