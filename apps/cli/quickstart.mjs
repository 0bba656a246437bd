/**
 * The quickstart: three million real flights become a thousand weighted ones, with the command that anyone would
 * type. Run it from anywhere with `pnpm quickstart`; the results are in `out/` at the root of the repository.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const command = fileURLToPath(new URL('dist/polylog.js', import.meta.url))
const flights = join('apps', 'cli', 'node_modules', 'vega-datasets', 'data', 'flights-3m.parquet')
const coreset = join('out', 'flights.coreset.parquet')
const report = join('out', 'flights.report.html')
const columns = 'delay,distance,hour=hour(date)+minute(date)/60'

mkdirSync(join(root, 'out'), { recursive: true })
console.log(`
  polylog compress flights-3m.parquet --size 1000 --order 5 \\
    --columns "${columns}" \\
    --keep origin,destination,date --out ${coreset} --report ${report}
`)
const options = [
  '--size',
  '1000',
  '--order',
  '5',
  '--columns',
  columns,
  '--keep',
  'origin,destination,date',
  '--json',
]
const started = performance.now()
const run = spawnSync(
  process.execPath,
  [command, 'compress', flights, ...options, '--out', coreset, '--report', report],
  { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
)
if (run.status !== 0) process.exit(run.status ?? 1)
const seconds = (performance.now() - started) / 1000
summarize(JSON.parse(run.stdout), seconds)

function summarize({ input, output, certificate, regression, peakMemoryBytes }, seconds) {
  const count = value => value.toLocaleString('en-US')
  const { terms, allRows, coreset: kept, randomRows } = regression
  const table = [
    [
      `${regression.response} ~`,
      'all rows',
      `${count(output.rows)} weighted`,
      `${count(output.rows)} random`,
    ],
    ...terms.map((term, i) => [term, ...[allRows, kept, randomRows].map(({ values }) => figure(values[i]))]),
  ]
  const widths = table[0].map((_, column) => Math.max(...table.map(row => row[column].length)) + 2)
  const lines = table.map(row =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(''),
  )
  console.log(`  ${count(input.rows)} flights  ->  ${count(output.rows)} weighted flights

  moments kept      all of ${input.columns.join(', ')} up to order ${certificate.order}
  moment residual   ${certificate.momentResidual.toExponential(1)}
  time, memory      ${seconds.toFixed(1)} s, ${count(Math.round(peakMemoryBytes / 1e6))} MB at most

  The same regression, three times:

${lines.map(line => `    ${line}`).join('\n')}

  The rows      ${coreset}
  The pictures  ${report}  (open it in a browser)

  Next, on the same flights or on a table of your own:
    node ${relative(root, command)} verify ${flights} ${coreset} \\
      --columns "${columns}" --order 5
    node ${relative(root, command)} compress YOUR.csv --size 1000 --report out/yours.html
    node ${relative(root, command)} --help
`)
}

/** Seven digits: enough to see where two coefficients part. */
function figure(value) {
  return String(Number(value.toPrecision(7)))
}
