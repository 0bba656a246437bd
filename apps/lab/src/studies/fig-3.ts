import type { Study } from '../study.js'
import { fig3Large, type LargeRow } from './fig-3-large.js'
import { fig3Panels, type PanelRow } from './fig-3-panels.js'

/** Training on a few rows as on all. */
export const fig3: Study<PanelRow | LargeRow> = {
  name: 'fig3',
  title: 'Fig. 3: training on a compressed dataset',
  tasks: preset => [...fig3Panels.tasks(preset), ...fig3Large.tasks(preset)],
  present(rows, preset) {
    const panels = fig3Panels.present(
      rows.filter(row => row.part === 'panels'),
      preset,
    )
    const large = fig3Large.present(
      rows.filter(row => row.part === 'large'),
      preset,
    )
    return { figures: panels.figures, text: [panels.text, large.text].join('\n\n') }
  },
}
