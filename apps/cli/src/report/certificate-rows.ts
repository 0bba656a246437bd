import { OPERATIONS } from '@polylog/core'
import { type CompressionFigures, streamedText } from '../commands/compress-figures.js'
import { duration, grouped, significant, small } from '../console/figures.js'

/** A certificate, line by line, as a person reads it. */
export function certificateRows(figures: CompressionFigures): [name: string, value: string][] {
  const { input, certificate, standardized, seconds } = figures
  const { order, nextOrderDefect, nextOrderSampled } = certificate
  const rows: [string, string][] = [
    ['rows', `${grouped(certificate.inputSize)} to ${grouped(certificate.outputSize)}`],
    ['columns', input.columns.join(', ')],
    ['order', order === undefined ? 'features were given' : String(order)],
    ['moments kept in each cell', grouped(certificate.featureCount)],
    ['cells of the last pass', grouped(certificate.cells)],
    ['passes', String(certificate.passes)],
    [
      'largest cell',
      `${significant(certificate.maxCellDiameter, 4)} across${standardized ? ', in standard deviations' : ''}`,
    ],
    ['mass error', small(certificate.massError)],
    ['moment residual', small(certificate.momentResidual)],
  ]
  if (nextOrderDefect !== undefined) {
    const sampled = nextOrderSampled
      ? ` (of ${grouped(nextOrderSampled.looked)} of ${grouped(nextOrderSampled.of)} moments)`
      : ''
    rows.push(['largest defect of the next order', small(nextOrderDefect) + sampled])
  }
  if (figures.streamed) rows.push(['streamed', streamedText(figures.streamed)])
  rows.push(['quality', certificate.quality], ['seed', String(certificate.seed)])
  for (const operation of OPERATIONS) {
    const report = certificate.backend[operation]
    if (report === undefined) continue
    const reason = report.reason === undefined ? '' : ` (${report.reason})`
    rows.push([`${operation} ran on`, report.ran + reason])
  }
  for (const [part, spent] of Object.entries(seconds)) {
    if (part !== 'total') rows.push([part, duration(spent)])
  }
  return rows
}
