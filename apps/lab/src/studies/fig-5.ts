import type { Study } from '../study.js'
import { type DatasetLawRow, fig5Datasets } from './fig-5-datasets.js'
import { fig5Widths, type WidthLawRow } from './fig-5-widths.js'

/** Scaling laws before and after compression. */
export const fig5: Study<DatasetLawRow | WidthLawRow> = {
  name: 'fig5',
  title: 'Fig. 5: scaling laws, bent',
  tasks: preset => [...fig5Datasets.tasks(preset), ...fig5Widths.tasks(preset)],
  present(rows, preset) {
    const datasets = fig5Datasets.present(
      rows.filter(row => row.part === 'datasets'),
      preset,
    )
    const widths = fig5Widths.present(
      rows.filter(row => row.part === 'widths'),
      preset,
    )
    return {
      figures: { ...datasets.figures, ...widths.figures },
      text: [datasets.text, widths.text].join('\n\n'),
    }
  },
}
