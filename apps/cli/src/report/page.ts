import type { Certificate } from '@polylog/compress'
import { isWhole } from '../commands/compress-figures.js'
import { counted, duration, grouped, megabytes, significant, small } from '../console/figures.js'
import { certificateRows } from './certificate-rows.js'
import { cloudPlot, defectPlot, marginalPlot } from './plots.js'
import type { ReportData } from './report-data.js'
import { STYLE } from './style.js'

/** The report as one HTML page that asks for nothing else: no script, no font, no request. */
export function reportPage(data: ReportData): string {
  const { figures } = data
  const title = `${counted(figures.input.rows, 'row')} as ${grouped(figures.output.rows)}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(`${figures.input.path}: ${title}`)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<p class="file">${escaped(figures.input.path)}</p>
<h1>${escaped(title)}</h1>
${headline(data)}
${figures.notes.map(note => `<p>Note: ${escaped(note)}.</p>`).join('\n')}
</header>
<main>
${cloudSection(data)}
${marginalSection(data)}
${defectSection(data)}
${regressionSection(data)}
${certificateSection(data)}
</main>
<footer>Made by polylog from ${escaped(figures.input.path)}; the rows are in ${escaped(figures.output.path)}.</footer>
</body>
</html>
`
}

function headline({ figures }: ReportData): string {
  const { certificate, seconds, peakMemoryBytes } = figures
  const items = [
    ['moments kept', momentsText(certificate)],
    ['moment residual', small(certificate.momentResidual)],
    ['time', duration(seconds.total)],
    ['peak memory', megabytes(peakMemoryBytes)],
  ]
  const cells = items.map(([name, value]) => `<div><dt>${name}</dt><dd>${escaped(value)}</dd></div>`)
  return `<dl class="headline">${cells.join('')}</dl>`
}

function momentsText(certificate: Certificate): string {
  if (isWhole(certificate)) return 'all'
  return certificate.order === undefined ? 'features' : `to order ${certificate.order}`
}

function cloudSection({ clouds, figures }: ReportData): string {
  if (clouds.length === 0) return ''
  const plots = clouds.map(cloud => {
    const outside =
      cloud.outside < 5e-4 ? '' : ` ${(100 * cloud.outside).toFixed(1)} % of the weight lies outside.`
    return figure(cloudPlot(cloud), `${cloud.y.name} by ${cloud.x.name}.${outside}`)
  })
  return section(
    'The cloud and its weighted points',
    `Shades: how dense all ${grouped(figures.certificate.inputSize)} rows are, on a logarithmic scale. ${key('coreset', 'Discs')}: the rows that stand for them; the area of a disc is its weight.`,
    plots,
  )
}

function marginalSection({ marginals }: ReportData): string {
  return section(
    'Each column by itself',
    `${key('all', 'All rows')}, ${key('coreset', 'weighted rows')}, ${key('random', 'as many random rows')}.`,
    marginals.map(marginal => figure(marginalPlot(marginal), marginal.axis.name)),
  )
}

function defectSection({ defects, figures }: ReportData): string {
  if (defects.length === 0) return ''
  const { order } = figures.certificate
  const kept =
    order === undefined
      ? ''
      : ` All moments left of the dashed line, up to order ${order}, are kept to rounding.`
  return section(
    'Moments',
    `The largest defect of a moment of each order, as a share of its absolute terms: ${key('coreset', 'weighted rows')}, ${key('random', 'as many random rows')}.${kept}`,
    [figure(defectPlot(defects, order), 'Moment defects by order, on a logarithmic scale')],
  )
}

function regressionSection({ figures }: ReportData): string {
  const { regression } = figures
  if (regression === undefined) return ''
  if ('withheld' in regression) {
    return section('A least-squares fit', `${escaped(regression.response)}: ${regression.withheld}.`, [])
  }
  const { terms, response, allRows, coreset, randomRows } = regression
  const line = (term: string, all: number, kept: number, drawn: number | undefined) => [
    term,
    significant(all),
    significant(kept),
    small(kept - all),
    ...(drawn === undefined ? ['-', '-'] : [significant(drawn), small(drawn - all)]),
  ]
  const rows = terms.map((term, i) => line(term, allRows.values[i], coreset.values[i], randomRows?.values[i]))
  rows.push(line('R²', allRows.explained, coreset.explained, randomRows?.explained))
  const head = [
    '',
    'all rows',
    `<span class="coreset">weighted rows</span>`,
    'off by',
    `<span class="random">random rows</span>`,
    'off by',
  ]
  return section(
    'A least-squares fit',
    `${escaped(response)} by ${escaped(terms.slice(1).join(', '))} and a constant: on all ${grouped(figures.certificate.inputSize)} rows, on the ${grouped(figures.output.rows)} weighted ones, and on as many random ones.`,
    [
      `<div class="wide"><table><thead><tr>${head.map(cell => `<th>${cell}</th>`).join('')}</tr></thead>
<tbody>${rows.map(row => `<tr>${row.map((cell, i) => (i === 0 ? `<th>${escaped(cell)}</th>` : `<td>${escaped(cell)}</td>`)).join('')}</tr>`).join('\n')}</tbody></table></div>`,
    ],
  )
}

function certificateSection({ figures }: ReportData): string {
  const rows = certificateRows(figures).map(
    ([name, value]) => `<tr><th>${escaped(name)}</th><td>${escaped(value)}</td></tr>`,
  )
  return section('Certificate', 'Computed in double precision from the input and the result.', [
    `<div class="wide"><table class="pairs"><tbody>${rows.join('\n')}</tbody></table></div>`,
  ])
}

function section(title: string, lead: string, parts: readonly string[]): string {
  return `<section><h2>${title}</h2><p>${lead}</p><div class="grid">${parts.join('\n')}</div></section>`
}

function figure(plot: string, caption: string): string {
  return `<figure>${plot}<figcaption>${escaped(caption)}</figcaption></figure>`
}

function key(series: 'all' | 'coreset' | 'random', text: string): string {
  return `<span class="key ${series}">${text}</span>`
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
