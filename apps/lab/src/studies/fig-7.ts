import type { Preset, Study } from '../study.js'
import { presentHeads } from './fig-7-page.js'
import { type HeadRow, type HeadSize, headTasks } from './fig-7-runs.js'

const SIZES: Readonly<Record<Preset, HeadSize>> = {
  quick: {
    ...{ wide: 512, narrow: 128, orders: [2] },
    ...{ steps: 60, batch: 64, testRows: 256, looks: 12, draws: 3, apart: false },
  },
  full: {
    ...{ wide: 4000, narrow: 800, orders: [3, 4] },
    ...{ steps: 250, batch: 256, testRows: 512, looks: 25, draws: 1, apart: true },
  },
}

/** Attention of few heads that trains as one of many does. */
export const fig7: Study<HeadRow> = {
  name: 'fig7',
  title: 'Fig. 7: attention of few heads that trains like one of many',
  tasks: preset => headTasks(SIZES[preset]),
  present: (rows, preset) => presentHeads(rows, SIZES[preset]),
}
