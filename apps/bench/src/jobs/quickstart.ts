import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from 'd3-array'
import { megabytesText, secondsText } from '../reporting/figures.js'
import type { Job } from './job.js'

const MOST_COMPRESSING_SECONDS = 1.5
const MOST_SECONDS = 5

/** One run of the command, as its own figures and the clock outside tell. */
interface CommandRun {
  readonly whole: number
  readonly reading: number
  readonly compressing: number
  readonly peakBytes: number
}

/** The command of the quickstart, as a process: three million flights, from file to file. */
export const quickstart: Job = {
  name: 'quickstart',
  claim:
    'The command of the quickstart as a process: 3,000,000 flights of 3 columns become 1,000, order 5, with a report',
  parts: [],
  async run({ quick, draws = quick ? 1 : 3, log }) {
    const runs: CommandRun[] = []
    for (let time = 0; time < draws; time++) {
      log(`quickstart: run ${time + 1} of ${draws}`)
      runs.push(await runCommand())
    }
    const medianOf = (key: keyof CommandRun) => median(runs, run => run[key])!
    const [whole, compressing] = [medianOf('whole'), medianOf('compressing')]
    return {
      notes: [`Medians of ${draws} runs. Memory is all that the process ever held.`],
      tables: [
        {
          head: ['', 'reading', 'compressing', 'whole command', 'memory'],
          rows: [
            [
              'polylog compress flights-3m.parquet',
              `${secondsText(medianOf('reading'))} s`,
              `${secondsText(compressing)} s`,
              `${secondsText(whole)} s`,
              megabytesText(medianOf('peakBytes')),
            ],
          ],
        },
      ],
      charts: [],
      verdicts: [
        verdict('compressing', MOST_COMPRESSING_SECONDS, compressing),
        verdict('whole command', MOST_SECONDS, whole),
      ],
      figures: runs,
    }
  },
}

function verdict(part: string, asked: number, reached: number) {
  return {
    figure: `quickstart: seconds, ${part}`,
    asked: `<= ${secondsText(asked)} s`,
    reached: `${secondsText(reached)} s`,
    met: reached <= asked,
  }
}

async function runCommand(): Promise<CommandRun> {
  const command = fileURLToPath(new URL('polylog.js', import.meta.resolve('@polylog/cli')))
  const flights = fileURLToPath(new URL('../data/flights-3m.parquet', import.meta.resolve('vega-datasets')))
  const folder = await mkdtemp(join(tmpdir(), 'polylog-bench-'))
  const args = ['compress', flights, '--size', '1000', '--order', '5']
  args.push(
    '--columns',
    'delay,distance,hour=hour(date)+minute(date)/60',
    '--keep',
    'origin,destination,date',
  )
  args.push('--out', join(folder, 'coreset.parquet'), '--report', join(folder, 'report.html'), '--json')
  try {
    const started = performance.now()
    const stdout = await new Promise<string>((resolve, reject) => {
      execFile(process.execPath, [command, ...args], (error, stdout) =>
        error ? reject(error) : resolve(stdout),
      )
    })
    const whole = (performance.now() - started) / 1000
    const { seconds, peakMemoryBytes } = JSON.parse(stdout)
    return {
      whole,
      reading: seconds.reading,
      compressing: seconds.compressing,
      peakBytes: peakMemoryBytes,
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
