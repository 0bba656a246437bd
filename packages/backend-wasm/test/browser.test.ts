import { fileURLToPath } from 'node:url'
import { wasm } from '@polylog/backend-wasm'
import { browserProblem, resultInBrowser } from 'polylog-browser'
import { expect, test } from 'vitest'
import { reduceRequest } from './reduce-request.js'

const folder = fileURLToPath(new URL('..', import.meta.url))
const problem = browserProblem()

/** Reduces points, of which every page has the same, on as many threads as it is told. */
const moduleOf = (request: object, threads: number) => `
  import { wasm } from './dist/index.js'
  const request = ${JSON.stringify(request)}
  const backend = wasm({ threads: ${threads} })
  const typed = (Kind, list) => Kind.from(list)
  const { set, cells, map, targets } = request
  export const result = backend.reduce({
    set: { ...set, points: typed(Float64Array, set.points), weights: typed(Float64Array, set.weights) },
    cells: {
      ...cells,
      offsets: typed(Uint32Array, cells.offsets),
      permutation: typed(Uint32Array, cells.permutation),
    },
    map,
    targets: typed(Uint32Array, targets),
  }).then(({ indices, weights, residual }) =>
    ({ device: backend.device, indices: [...indices], weights: [...weights], residual }))
`

const plain = (value: object): object =>
  Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      ArrayBuffer.isView(entry) ? [...(entry as never)] : entry,
    ]),
  )

test.skipIf(problem).each([
  ['a page', '', '2 threads'],
  [
    'a page whose policy forbids workers',
    "worker-src 'none'; script-src 'self' 'wasm-unsafe-eval'",
    /^1 thread: a worker could not be started/,
  ],
])('%s reduces to the same bits as Node, and says where', async (_, policy, device) => {
  const request = await reduceRequest()
  const { set, cells, map, targets } = request
  const sent = { set: plain(set), cells: plain(cells), map, targets: [...targets] }
  const found = (await resultInBrowser({ source: moduleOf(sent, 2), folder, policy })) as {
    readonly device: string
    readonly indices: readonly number[]
    readonly weights: readonly number[]
  }
  const expected = await wasm({ threads: 1 }).reduce!(request)
  expect(found.device).toMatch(device)
  expect(found.indices).toEqual([...expected.indices])
  expect(found.weights).toEqual([...expected.weights])
})
