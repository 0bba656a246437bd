import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { countText, megabytesText, powerText, secondsText } from '../reporting/figures.js'
import type { Job } from './job.js'
import { STREAM_DIM, STREAM_ORDER, STREAM_SIZE, type StreamRun } from './stream-run.js'

const ROWS = 100_000_000
const QUICK_ROWS = 5_000_000

const MOST_BYTES = 400e6
const LEAST_ROWS_PER_SECOND = 5e6

/** A hundred million rows through the stream, in a process of its own. */
export const stream: Job = {
  name: 'stream',
  claim: `${countText(ROWS)} rows of ${STREAM_DIM} numbers pass through \`streamCompressor\` and become ${countText(STREAM_SIZE)}, order ${STREAM_ORDER}`,
  parts: [],
  async run({ quick, log }) {
    const rows = quick ? QUICK_ROWS : ROWS
    log(`stream: ${countText(rows)} rows`)
    const run = await streamAlone(rows)
    const rate = run.rows / run.seconds
    return {
      notes: [
        'One run of a fresh process, start-up of the backend included. The rows are an additive recurrence, made in chunks of 65,536; the time to make them is measured before and taken off. Memory is all that the process ever held.',
      ],
      tables: [
        {
          head: ['', 'rows', 'seconds', 'making the rows', 'rows a second', 'memory', "d'", 'residual'],
          rows: [
            [
              'polylog, stream',
              countText(run.rows),
              secondsText(run.seconds),
              `${secondsText(run.generationSeconds)} s`,
              countText(Math.round(rate)),
              megabytesText(run.peakBytes),
              String(run.outputSize),
              powerText(run.momentResidual),
            ],
          ],
        },
      ],
      charts: [],
      verdicts: [
        {
          figure: `stream of ${countText(rows)} rows: rows a second`,
          asked: `>= ${countText(LEAST_ROWS_PER_SECOND)}`,
          reached: countText(Math.round(rate)),
          met: rate >= LEAST_ROWS_PER_SECOND,
        },
        {
          figure: `stream of ${countText(rows)} rows: memory of the process`,
          asked: `< ${megabytesText(MOST_BYTES)}`,
          reached: megabytesText(run.peakBytes),
          met: run.peakBytes < MOST_BYTES,
        },
      ],
      figures: run,
    }
  },
}

function streamAlone(rows: number): Promise<StreamRun> {
  const script = fileURLToPath(new URL('stream-alone.js', import.meta.url))
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [script, String(rows)], (error, stdout) =>
      error ? reject(error) : resolve(JSON.parse(stdout)),
    )
  })
}
