import type { Preset, Study } from '../study.js'
import { presentDeep } from './deep-page.js'
import { type DeepCase, type DeepRow, type DeepSize, deepTasks } from './deep-runs.js'

const CASES: readonly DeepCase[] = [
  { glyphs: 'steady', decay: 3 },
  { glyphs: 'loose', decay: 3 },
  { glyphs: 'loose', decay: 0 },
]

const SIZES: Readonly<Record<Preset, DeepSize>> = {
  quick: {
    ...{ width: 512, hidden: 2, rows: 20_000, testRows: 10_000, calibrationRows: 5000 },
    ...{ cases: CASES.slice(0, 2), epochs: 8, tuningEpochs: 4, ratios: [8, 16], draws: 1 },
  },
  full: {
    ...{ width: 1024, hidden: 2, rows: 30_000, testRows: 10_000, calibrationRows: 10_000 },
    ...{ cases: CASES, epochs: 8, tuningEpochs: 4, ratios: [8, 16], draws: 1 },
  },
}

/** A classifier of several layers, narrower without training. */
export const deep: Study<DeepRow> = {
  name: 'deep',
  title: 'Narrower deep classifiers, without training',
  tasks: preset => deepTasks(SIZES[preset]),
  present: (rows, preset) => presentDeep(rows, SIZES[preset]),
}
