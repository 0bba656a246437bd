import type { Study } from '../study.js'
import { type LabelledRow, labelledRows } from './labelled-rows.js'
import { type NarrowRow, narrowNetworks } from './narrow-networks.js'

type StructureRow = NarrowRow | LabelledRow

/** What is gained by not matching what the function cannot see. */
export const structure: Study<StructureRow> = {
  name: 'structure',
  title: 'Use the structure of the function',
  tasks: preset => [...narrowNetworks.tasks(preset), ...labelledRows.tasks(preset)],
  present(rows, preset) {
    const network = narrowNetworks.present(
      rows.filter(row => row.part === 'network'),
      preset,
    )
    const labels = labelledRows.present(
      rows.filter(row => row.part === 'labelled rows'),
      preset,
    )
    return {
      figures: { ...network.figures, ...labels.figures },
      text: [network.text, labels.text].join('\n\n'),
    }
  },
}
