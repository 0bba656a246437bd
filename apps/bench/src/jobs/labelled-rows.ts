import { createRng } from '@polylog/core'
import { compressDataset, type DatasetOptions } from '@polylog/dataset'
import { countText, powerText, secondsText } from '../reporting/figures.js'
import type { Job } from './job.js'

const ROWS = 1_000_000
const QUICK_ROWS = 100_000
const INPUTS = 8
const SIZE = 1000
const DRAWS = 3
const MOST_SECONDS = 10

const KINDS: Readonly<Record<string, Pick<DatasetOptions, 'target' | 'along' | 'labels'>>> = {
  regression: { target: 'y', along: ['kind'] },
  classes: { target: 'kind', along: ['y'] },
  'regression, labels projected': { target: 'y', along: ['kind'], labels: 'projected' },
}

/** Coresets of many labelled rows, the choice of a degree included. */
export const labelledRows: Job = {
  name: 'labelled-rows',
  claim: `${countText(ROWS)} rows of ${INPUTS} inputs and a label become ${countText(SIZE)}`,
  parts: [],
  async run({ quick, draws = DRAWS, log }) {
    const rows = quick ? QUICK_ROWS : ROWS
    const columns = labelledColumns(rows)
    const found = []
    for (const [kind, options] of Object.entries(KINDS)) {
      log(`labelled-rows: ${kind}`)
      const seconds: number[] = []
      let coreset = await compressDataset(columns, { size: SIZE, ...options })
      for (let draw = 0; draw < draws; draw++) {
        coreset = await compressDataset(columns, { size: SIZE, seed: draw, ...options })
        seconds.push(coreset.certificate.seconds)
      }
      const { size, certificate } = coreset
      const median = seconds.toSorted((a, b) => a - b)[seconds.length >> 1]
      found.push({ kind, seconds: median, size, residual: certificate.momentResidual })
    }
    return {
      notes: [
        `Medians of ${draws} runs after one of warm-up, reading the columns and comparing degrees included. Inputs are uniform; the label is a smooth function of three of them and noise, and the class whether it is large.`,
      ],
      tables: [
        {
          head: ['', 'rows', 'seconds', "d'", 'residual'],
          rows: found.map(({ kind, seconds, size, residual }) => [
            kind,
            countText(rows),
            secondsText(seconds),
            String(size),
            powerText(residual),
          ]),
        },
      ],
      charts: [],
      verdicts: found.map(({ kind, seconds }) => ({
        figure: `labelled-rows, ${kind}: seconds`,
        asked: `<= ${MOST_SECONDS} s`,
        reached: `${secondsText(seconds)} s`,
        met: seconds <= MOST_SECONDS,
      })),
      figures: found,
    }
  },
}

function labelledColumns(rows: number) {
  const rng = createRng(0)
  const inputs = Array.from({ length: INPUTS }, () =>
    Float64Array.from({ length: rows }, () => rng.uniform()),
  )
  const y = Float64Array.from({ length: rows }, (_, row) => {
    return Math.sin(3 * inputs[0][row]) + inputs[1][row] * inputs[2][row] + 0.3 * rng.normal()
  })
  const columns = Object.fromEntries(inputs.map((values, i) => [`x${i}`, values]))
  return { ...columns, y, kind: Array.from(y, value => value > 1.2) }
}
