import { peakMemory } from '@polylog/cli'
import { streamCompressor } from '@polylog/compress'
import { fillSequence } from './jobs/additive-sequence.js'
import { STREAM_DIM, STREAM_ORDER, STREAM_SIZE, type StreamRun } from './jobs/stream-run.js'

/** Rows that are pushed at once. */
const CHUNK_ROWS = 1 << 16

/**
 * `node stream-alone.js ROWS`: pushes so many rows through a stream in a process that does nothing else. Prints what
 * it took, as JSON; making the rows is timed by itself beforehand, and taken off.
 */
async function streamAlone(rows: number): Promise<StreamRun> {
  const generation = await timed(rows, () => undefined)
  const stream = streamCompressor({ size: STREAM_SIZE, dim: STREAM_DIM, order: STREAM_ORDER })
  const pushing = await timed(rows, chunk => stream.push(chunk))
  const started = performance.now()
  const { certificate } = await stream.finish()
  const finishing = (performance.now() - started) / 1000
  return {
    rows,
    generationSeconds: generation,
    seconds: pushing + finishing - generation,
    finishingSeconds: finishing,
    peakBytes: peakMemory(),
    outputSize: certificate.outputSize,
    momentResidual: certificate.momentResidual,
  }
}

async function timed(rows: number, push: (chunk: Float64Array) => unknown): Promise<number> {
  const started = performance.now()
  const buffer = new Float64Array(STREAM_DIM * CHUNK_ROWS)
  for (let first = 0; first < rows; first += CHUNK_ROWS) {
    const chunk = buffer.subarray(0, STREAM_DIM * Math.min(CHUNK_ROWS, rows - first))
    fillSequence(chunk, STREAM_DIM, first)
    await push(chunk)
  }
  return (performance.now() - started) / 1000
}

process.stdout.write(`${JSON.stringify(await streamAlone(Number(process.argv[2])))}\n`)
