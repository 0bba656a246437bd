import { writeFile } from 'node:fs/promises'
import { OptionError } from '@polylog/core'
import {
  type CompressedSize,
  compressedLaw,
  fitScaling,
  type LawFit,
  type LawKind,
  type ScalingFit,
  type ScalingLaw,
} from '@polylog/scaling'
import { significant } from '../console/figures.js'
import type { RunContext } from '../console/run-context.js'
import { textTable } from '../console/text-table.js'
import { outputFile } from '../output/output-file.js'
import { chooseColumns } from '../tables/choose-columns.js'
import { openTable } from '../tables/open-table.js'
import { readPoints } from '../tables/read-points.js'
import type { Table } from '../tables/table.js'
import { namingTableRows } from '../tables/table-rows-in-errors.js'
import type { ScalingRequest } from './scaling-options.js'

/** `polylog scaling`: which law a table of sizes and losses follows, and what compression would make of it. */
export async function scalingCommand(request: ScalingRequest, context: RunContext): Promise<number> {
  const { scratch, signal, stdout, stderr } = context
  const table = await openTable(request.path, request.format, scratch, signal, request.delimited)
  try {
    const [size, loss] = lossColumns(request, table)
    const columns = await chooseColumns(table, { columns: [{ name: size }, { name: loss }] })
    const read = (await readPoints(table, { ...columns, nulls: request.nulls, signal }))!
    const column = (at: number) => Array.from({ length: read.size }, (_, row) => read.points[2 * row + at])
    const { dim, resamplings, seed } = request
    const fit = await namingTableRows({ tableRow: row => read.rowNumbers?.[row] ?? row }, () =>
      fitScaling({ sizes: column(0), losses: column(1) }, { dim, resamplings, seed }),
    )
    const compressed = request.compressTo && compressionOf(fit, request.compressTo)
    if (request.plot !== undefined) {
      const { scalingFigure } = await import('../report/scaling-figure.js')
      const output = await outputFile(request.plot, scratch, stdout)
      await writeFile(output.temporaryPath, scalingFigure(fit, { size, loss }, compressed?.law))
      await output.commit()
    }
    if (request.json) {
      const { fits, rivals, isFalling } = fit
      const found = {
        command: 'scaling',
        runs: read.size,
        sizes: fit.points.length,
        columns: { size, loss },
        isFalling,
        fits,
        rivals,
        compressed: compressed?.law,
        compressedFrom: compressed?.from,
      }
      stdout.write(`${JSON.stringify(found, null, 2)}\n`)
    } else {
      stdout.write(`${scalingText(fit, { runs: read.size, size, loss }, compressed)}\n`)
      if (request.plot !== undefined && request.plot !== '-') stderr.write(`Wrote ${request.plot}\n`)
    }
    return 0
  } finally {
    await table.close()
  }
}

/** Over standard errors: laws that miss losses by more do not hold. */
const POOR = 3

/** By default the first two numeric columns. */
function lossColumns(
  { path, sizeColumn, lossColumn }: ScalingRequest,
  table: Table,
): readonly [string, string] {
  const numeric = table.columns.filter(({ kind }) => kind === 'number').map(({ name }) => name)
  for (const [option, name] of [
    ['--size-column', sizeColumn],
    ['--loss-column', lossColumn],
  ] as const) {
    if (name === undefined || numeric.includes(name)) continue
    throw new OptionError(
      `${option} is '${name}'`,
      `Choose among the numeric columns of ${path}: ${numeric.join(', ') || 'none'}`,
    )
  }
  const size = sizeColumn ?? numeric.find(name => name !== lossColumn)
  const loss = lossColumn ?? numeric.find(name => name !== size)
  if (size !== undefined && loss !== undefined && size !== loss) return [size, loss]
  throw new OptionError(
    `${path} has too few numeric columns: ${numeric.join(', ') || 'none'}`,
    'Give a table of one run a row, with a column of sizes and another of losses',
  )
}

interface Compression {
  readonly from: LawKind
  readonly law: ScalingLaw
}

/** Of the best law that becomes another of these kinds: a stretched exponential does not in powers of the logarithm. */
function compressionOf({ fits }: ScalingFit, to: CompressedSize): Compression {
  const { law } = fits.find(({ law }) => 'sigma' in to || law.kind !== 'stretched exponential')!
  return { from: law.kind, law: compressedLaw(law, to) }
}

function compressionText({ from, law }: Compression, best: LawKind): string {
  const of =
    from === best ? '' : `, of the ${from} law, since a ${best} has no such form in powers of the logarithm`
  return `In what compression keeps, d'${of}: ${lawText(law)}`
}

function scalingText(
  fit: ScalingFit,
  { runs, size, loss }: { readonly runs: number; readonly size: string; readonly loss: string },
  compressed: Compression | undefined,
): string {
  const [best] = fit.fits
  const rows = fit.fits.map(one => [
    lawText(one.law),
    ...['floor', 'exponent', 'rate'].map(name => parameterText(one, name)),
    significant(one.criterion, 4),
    `${(100 * one.share).toFixed(1)} %`,
    one.extrapolation === undefined ? '' : `${(100 * one.extrapolation).toFixed(1)} %`,
  ])
  const head = ['law', 'floor L0', 'exponent α', 'rate a', 'AICc', 'share', 'extrapolation']
  return [
    `${loss} by ${size}: ${runs} runs of ${fit.points.length} sizes; intervals of 95 %; extrapolation: error at the largest third of the sizes`,
    '',
    textTable(head, rows),
    '',
    ...verdictOf(fit),
    ...(compressed ? ['', compressionText(compressed, best.law.kind)] : []),
  ].join('\n')
}

function verdictOf({ fits, rivals, isFalling }: ScalingFit): readonly string[] {
  const [{ law, misfit = 0 }] = fits
  if (!isFalling) {
    return [
      'These losses do not fall: a constant tells them as well as any law, and none of these says anything. Larger sizes or more repeats would show whether they do.',
    ]
  }
  return [
    rivals.length === 0
      ? `The ${law.kind} law is told from the others.`
      : `These losses cannot tell the ${law.kind} law from: ${rivals.join(', ')}. Larger sizes or more repeats would.`,
    ...(misfit > POOR
      ? [
          `But it does not hold: it misses the losses by ${significant(misfit, 2)} times what their repeats scatter.`,
        ]
      : []),
  ]
}

function parameterText({ law, intervals }: LawFit, name: string): string {
  const value = (law as unknown as Readonly<Record<string, number>>)[name]
  const interval = intervals[name]
  if (value === undefined || (name === 'floor' && law.kind === 'power')) return ''
  return `${significant(value, 3)} (${significant(interval.low, 2)} to ${significant(interval.high, 2)})`
}

function lawText(law: ScalingLaw): string {
  const floor = law.kind === 'power' ? '' : `${significant(law.floor, 3)} + `
  if (law.kind === 'stretched exponential') {
    return `${floor}${numberText(law.amplitude, law.logAmplitude)} exp(-${significant(law.rate, 3)} d^(1/${significant(law.dim, 3)}))`
  }
  const exponent = significant(law.exponent, 3)
  const { scale, logScale = Math.log(scale) } = law
  return scale > 0 && scale < Infinity
    ? `${floor}(${significant(scale, 3)} / d)^${exponent}`
    : `${floor}${numberText(Math.exp(law.exponent * logScale), law.exponent * logScale)} d^-${exponent}`
}

/** `e^800` where the number is beyond those of 64 bits. */
function numberText(value: number, logarithm: number | undefined): string {
  const isRepresented = value > 0 && value < Infinity
  return isRepresented || logarithm === undefined ? significant(value, 3) : `e^${significant(logarithm, 3)}`
}
