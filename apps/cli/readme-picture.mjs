/**
 * The picture of the README, cut out of the quickstart's report: run `pnpm quickstart`, then
 * `node apps/cli/readme-picture.mjs`. Writes `docs/flights.svg`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = new URL('../../', import.meta.url)
const report = readFileSync(new URL('out/flights.report.html', root), 'utf8')
const plots = report.match(/<svg.*?<\/svg>/gs) ?? []
const cloud = plots[1]
const moments = plots.at(-1)

/** Two decimals are all that a screen shows of places and shades. */
const rounded = svg => svg.replace(/(\d+\.\d\d)\d+/g, '$1')
const placed = (svg, x, y) => rounded(svg).replace('<svg ', `<svg x="${x}" y="${y}" `)

const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 390" width="860" height="390">
<style>svg { --all: #5d6673; --coreset: #0b6fb8; --random: #d2601a; color: #1d2129; font-family: system-ui, sans-serif }</style>
<rect width="860" height="390" rx="12" fill="#ffffff"/>
<text x="24" y="34" font-size="15" font-weight="600">3,000,000 flights become 1,000</text>
<text x="24" y="54" font-size="12" fill="#5d6673">all of them</text>
<text x="110" y="54" font-size="12" fill="#0b6fb8">the weighted ones, areas as weights</text>
<text x="460" y="34" font-size="15" font-weight="600">Largest error of a moment, by order</text>
<text x="460" y="54" font-size="12" fill="#0b6fb8">1,000 weighted flights</text>
<text x="600" y="54" font-size="12" fill="#d2601a">1,000 random ones</text>
${placed(cloud, 16, 64)}
${placed(moments, 444, 74)}
</svg>
`
writeFileSync(new URL('docs/flights.svg', root), picture)
console.log(`${fileURLToPath(new URL('docs/flights.svg', root))}: ${Math.round(picture.length / 1024)} kB`)
