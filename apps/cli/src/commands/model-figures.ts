import type { ModelReport, OutputError } from '@polylog/network/tfjs'
import { grouped, small } from '../console/figures.js'
import { pairTable, textTable } from '../console/text-table.js'

const MASSES =
  "What the units stand for, by which the model trains like the wide one, is in its metadata: 'unitMasses'."

export interface ModelTextOptions {
  /** Names of the layers of a file that says nothing of their order; nothing of others. */
  readonly order: readonly string[] | undefined
  readonly goal: 'function' | 'training'
}

/** What became of a model, as text. */
export function modelText(report: ModelReport, { order, goal }: ModelTextOptions): string {
  const { queryKeys, left } = report
  const shortened = new Set(queryKeys.map(({ layer }) => layer))
  return [
    ...narrowedLines(report),
    '',
    pairTable([...costPairs(report), ...errorPairs(report)]),
    ...(order ? ['', `Layers, in the order of their names: ${order.join(', ')}`] : []),
    ...(goal === 'training' && report.runs.length > 0 ? ['', MASSES] : []),
    ...(left.length > 0 ? ['', 'Left as they are:'] : []),
    ...left.map(({ layer, reason }) => {
      return `  ${layer}${shortened.has(layer) ? ', but for its queries and keys' : ''}: ${reason}`
    }),
  ].join('\n')
}

function narrowedLines({ runs, queryKeys, layers }: ModelReport): readonly string[] {
  const rows = runs.map(run => {
    const { before, after } = layers.find(({ layer }) => layer === run.layer)!
    const { calibration, heldOut } = run.outputError ?? {}
    return [
      run.layer,
      grouped(run.unitsBefore),
      grouped(run.unitsAfter),
      `${grouped(before.parameters)} -> ${grouped(after.parameters)}`,
      run.moved ? `${run.by}, moved` : run.by,
      calibration === undefined ? '' : small(calibration),
      heldOut === undefined ? '' : small(heldOut),
    ]
  })
  const head = ['layer', 'units', 'kept', 'parameters', 'chosen by', 'next layer off by', 'on rows set aside']
  const table = textTable(head, rows)
  const lines = queryKeys.map(
    ({ layer, before, after }) =>
      `${layer}: queries and keys of ${grouped(before)} numbers -> ${grouped(after)}, without error`,
  )
  if (runs.length === 0) return lines.length > 0 ? lines : ['No layer was narrowed.']
  return lines.length > 0 ? [table, '', ...lines] : [table]
}

function costPairs({ before, after }: ModelReport): readonly (readonly [string, string])[] {
  const share = (part: number, whole: number) =>
    whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : 'none'
  const costs: readonly (readonly [string, number, number, (value: number) => string])[] = [
    ['parameters', before.parameters, after.parameters, grouped],
    ['kilobytes', before.bytes, after.bytes, bytes => grouped(Math.ceil(bytes / 1000))],
    ['multiply-adds', before.multiplyAdds, after.multiplyAdds, grouped],
  ]
  return costs.map(([name, first, last, text]) => [
    name,
    `${text(first)} -> ${text(last)} (${share(last, first)})`,
  ])
}

function errorPairs({ outputError, correctedError }: ModelReport): readonly (readonly [string, string])[] {
  const errors = [
    ['outputs', outputError],
    ['outputs, kernels fitted', correctedError],
  ] as const
  return errors.flatMap(([name, error]) => (error ? [[name, errorText(error)] as const] : []))
}

function errorText({ calibration, heldOut }: OutputError): string {
  return heldOut === undefined
    ? `off by ${small(calibration)}`
    : `off by ${small(heldOut)} on rows set aside, ${small(calibration)} on the others`
}
