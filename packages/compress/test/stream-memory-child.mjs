/**
 * Streams `rows` points of three coordinates, and prints how far the process's peak memory was above that at its
 * start: `node stream-memory-child.mjs '{"rows": 5000000, "size": 200, "order": 1}'`.
 */
import { streamCompressor } from '../dist/index.js'

const { rows, ...options } = JSON.parse(process.argv[2])
const CHUNK_ROWS = 50_000
// A Weyl sequence: uniform, and cheap enough that the stream is what is measured.
const STEPS = [0.819172513396164, 0.671043606703789, 0.549700477901197]

const atStart = process.memoryUsage.rss()
const started = performance.now()
const stream = streamCompressor({ dim: 3, ...options })
const chunk = new Float64Array(3 * CHUNK_ROWS)
for (let first = 0; first < rows; first += CHUNK_ROWS) {
  const size = Math.min(CHUNK_ROWS, rows - first)
  for (let i = 0; i < 3 * size; i++) chunk[i] = ((first + Math.floor(i / 3)) * STEPS[i % 3]) % 1
  await stream.push(chunk.subarray(0, 3 * size))
}
const { set, certificate } = await stream.finish()
const seconds = (performance.now() - started) / 1000
const peak = process.resourceUsage().maxRSS * 1024
console.log(JSON.stringify({ peak, aboveStart: peak - atStart, seconds, size: set.size, certificate }))
