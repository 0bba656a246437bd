import { plan } from '@polylog/compress'
import { counted, duration, grouped, small } from '../console/figures.js'
import { memoryBudget } from '../console/memory-budget.js'
import type { RunContext } from '../console/run-context.js'
import { pairTable } from '../console/text-table.js'
import { chooseColumns } from '../tables/choose-columns.js'
import { openTable } from '../tables/open-table.js'
import type { MatchRequest } from './compress-options.js'
import { loadBackend } from './load-backend.js'
import { memoryText, plannedMemory } from './planned-memory.js'

/** `polylog plan`: what `compress` would take and give; of the file, only its columns and rows are looked at. */
export async function planCommand(request: MatchRequest, context: RunContext): Promise<number> {
  const { scratch, signal, stdout } = context
  const backend = await loadBackend(request.backend)
  const table = await openTable(request.path, request.format, scratch, signal, request.delimited)
  try {
    const { coordinates } = await chooseColumns(table, request)
    const rows = await table.count.rows()
    const memory = plannedMemory(rows, coordinates.length, memoryBudget(request.memory))
    const planned = await plan(
      { size: rows, dim: coordinates.length },
      {
        ...request.size,
        order: request.order,
        quality: request.quality,
        covering: request.covering,
        backend,
        seed: request.seed,
        signal,
      },
    )
    const columns = coordinates.map(({ name }) => name)
    if (request.json) {
      const input = { path: request.path, format: table.format, rows, columns }
      stdout.write(`${JSON.stringify({ command: 'plan', input, plan: planned, memory }, null, 2)}\n`)
      return 0
    }
    const pairs: [string, string][] = [
      ['rows', `${grouped(planned.inputSize)} -> at most ${grouped(planned.outputSize)}`],
      ['columns', columns.join(', ')],
      [
        'order',
        `${planned.order} (${counted(planned.featureCount, 'moment')}), ${counted(planned.cells, 'cell')}`,
      ],
      ['passes', String(planned.passes)],
      ['time', `about ${duration(planned.seconds)}, and the reading of the file`],
      ['memory', memoryText(memory, planned.bytes)],
      ['expected error', `${small(planned.expectedError)} for the mean of a smooth function`],
      ...planned.notes.map((note): [string, string] => ['note', note]),
    ]
    stdout.write(`${pairTable(pairs)}\n`)
    return 0
  } finally {
    await table.close()
    if (backend !== 'auto') await backend.dispose?.()
  }
}
