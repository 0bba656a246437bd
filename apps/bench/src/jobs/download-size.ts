import { bundleSize } from './bundle-size.js'
import type { Job } from './job.js'

/** Of compress and backend-wasm together, gzipped. */
export const MOST_DOWNLOAD_BYTES = 60_000

const BACKEND = '@polylog/backend-wasm'
export const DOWNLOADED = ['@polylog/compress', BACKEND]

/** What a page downloads. */
export const downloadSize: Job = {
  name: 'download-size',
  claim: 'What a page downloads that uses compress and backend-wasm: one module, minified and gzipped',
  parts: [],
  async run() {
    const both = await bundleSize(DOWNLOADED)
    const alone = await bundleSize(['@polylog/compress'], [BACKEND])
    return {
      notes: [
        'Everything that the packages export, but for what waits until it is asked for (tolerances, plans, baselines, thinning of backend-cpu, free nodes, metrics, principal directions, saved streams), bundled by esbuild; then without backend-wasm; then what each package is of both.',
      ],
      tables: [
        {
          head: ['', 'minified', 'gzipped'],
          rows: [
            ['compress and backend-wasm', kilobytes(both.minified), kilobytes(both.gzipped)],
            ['compress without it', kilobytes(alone.minified), kilobytes(alone.gzipped)],
            ...both.packages.map(([name, bytes]) => [`of both: ${name}`, kilobytes(bytes), '']),
          ],
        },
      ],
      charts: [],
      verdicts: [
        {
          figure: 'download-size: compress and backend-wasm, minified and gzipped',
          asked: `<= ${kilobytes(MOST_DOWNLOAD_BYTES)}`,
          reached: kilobytes(both.gzipped),
          met: both.gzipped <= MOST_DOWNLOAD_BYTES,
        },
      ],
      figures: { both, alone },
    }
  },
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`
}
