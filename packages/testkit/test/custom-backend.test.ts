import { cpu } from '@polylog/backend-cpu'
import type { AssignRequest, Backend, FeatureRequest, ReduceRequest } from '@polylog/core'
import { type BackendFactory, conformance, testBackend } from '@polylog/testkit'
import { describe, expect, test } from 'vitest'

/** A backend of one's own, in ten lines. */
const toy = (): Backend => ({
  name: 'toy',
  device: 'here',
  precision: 'f64',
  assign({ points, dim, centres }) {
    const distances = Array.from({ length: points.length / dim }, (_, row) =>
      Array.from({ length: centres.length / dim }, (_, centre) =>
        Math.hypot(
          ...points.slice(row * dim, row * dim + dim).map((x, axis) => x - centres[centre * dim + axis]),
        ),
      ),
    )
    const nearest = Uint32Array.from(distances, row => row.indexOf(Math.min(...row)))
    return { nearest, squaredDistances: Float64Array.from(distances, (row, i) => row[nearest[i]] ** 2) }
  },
})

testBackend(toy, { describe, test, title: 'the toy backend' })

test('an operation that is not implemented is absent, not failed', () => {
  const names = conformance(toy).map(({ name }) => name)
  expect(names).toContain('assign: collinear')
  expect(names.filter(name => /^(cover|features|moments|reduce):/.test(name))).toEqual([])
})

async function failures(factory: BackendFactory): Promise<string[]> {
  const failed: string[] = []
  for (const { name, run } of conformance(factory, { size: 80 })) {
    await run().catch((error: Error) => failed.push(`${name} — ${error.message}`))
  }
  return failed
}

/** One operation of the CPU backend, spoilt. */
const spoilt = (change: (right: Required<Backend>) => Partial<Backend>): BackendFactory => {
  return () => {
    const right = cpu()
    const { name, device, precision } = right
    return { name, device, precision, ...change(right as Required<Backend>) }
  }
}

const wrong: Record<string, { factory: BackendFactory; caught: RegExp }> = {
  'distances that are not squared': {
    factory: spoilt(right => ({
      async assign(request) {
        const { nearest, squaredDistances } = await right.assign(request)
        return { nearest, squaredDistances: squaredDistances.map(Math.sqrt) }
      },
    })),
    caught: /assign: generic — .*squared distance of row/,
  },
  'the last centre of equal ones': {
    factory: spoilt(right => ({
      async assign(request) {
        const { nearest, squaredDistances } = await right.assign(request)
        const key = (i: number) => request.centres.slice(i * request.dim, (i + 1) * request.dim).join()
        const keys = Array.from({ length: request.centres.length / request.dim }, (_, i) => key(i))
        return { nearest: nearest.map(i => keys.lastIndexOf(keys[i])), squaredDistances }
      },
    })),
    caught: /of equal centres, the lower number/,
  },
  'writing to the request': {
    factory: spoilt(right => ({
      async assign(request: AssignRequest) {
        const result = await right.assign(request)
        request.points[0] += 1
        return result
      },
    })),
    caught: /assign: leaves its request as it was/,
  },
  'one buffer for all results': {
    factory: spoilt(right => {
      const values = new Float64Array(10 ** 5)
      let calls = 0
      return {
        async features(request) {
          const table = await right.features(request)
          values.set(table.values)
          values[table.values.length - 1] += calls++
          return { count: table.count, values: values.subarray(0, table.values.length) }
        },
      }
    }),
    caught: /features: the same request gives the same bits/,
  },
  'single precision declared as double': {
    factory: spoilt(right => ({
      async features(request: FeatureRequest) {
        const { count, values } = await right.features(request)
        return { count, values: Float32Array.from(values) }
      },
    })),
    caught: /features: generic — .*expected .* within 1e-12/,
  },
  'columns in another order': {
    factory: spoilt(right => ({
      async features(request: FeatureRequest) {
        const { count, values } = await right.features(request)
        const order = (column: number) => (column === 0 ? 0 : count - column)
        return { count, values: values.map((_, i) => values[i - (i % count) + order(i % count)]) }
      },
    })),
    caught: /graded order/,
  },
  'moments without the weights': {
    factory: spoilt(right => ({
      moments: request =>
        right.moments({ ...request, set: { ...request.set, weights: request.set.weights.map(() => 1) } }),
    })),
    caught: /moments: zero weights — .*cell 0, feature 0/,
  },
  'cells that lose a row': {
    factory: spoilt(right => ({
      async cover(request) {
        const cells = await right.cover(request)
        return { ...cells, permutation: cells.permutation.fill(0, 0, 1).fill(0, 1, 2) }
      },
    })),
    caught: /cover: generic — .*each of the .* rows once/,
  },
  'diameters of half the size': {
    factory: spoilt(right => ({
      async cover(request) {
        const cells = await right.cover(request)
        return { ...cells, diameters: cells.diameters.map(diameter => diameter / 2.5) }
      },
    })),
    caught: /cover: generic — .*diameter/,
  },
  'mass that leaks': {
    factory: spoilt(right => ({
      async reduce(request: ReduceRequest) {
        const reduction = await right.reduce(request)
        return { ...reduction, weights: reduction.weights.map(weight => weight * (1 - 1e-9)) }
      },
    })),
    caught: /reduce: generic — .*mass is off/,
  },
  'moments that are not kept': {
    factory: spoilt(right => ({
      async reduce(request: ReduceRequest) {
        const reduction = await right.reduce(request)
        const weights = reduction.weights.slice()
        weights[0] -= 1e-6 * weights[0]
        weights[1] += 1e-6 * weights[0]
        return { ...reduction, weights }
      },
    })),
    caught: /reduce: generic — .*(mass|residual)/,
  },
  'a residual that flatters': {
    factory: spoilt(right => ({
      async reduce(request: ReduceRequest) {
        const reduction = await right.reduce(request)
        const weights = reduction.weights.slice()
        const shift = 4e-13 * Math.min(weights[0], weights[1])
        weights[0] += shift
        weights[1] -= shift
        return { ...reduction, weights, residual: 0 }
      },
    })),
    caught: /reduce: .* that is reported/,
  },
  'points that are not dropped': {
    factory: spoilt(right => ({
      reduce: (request: ReduceRequest) =>
        right.reduce({ ...request, targets: request.targets.map(() => 10 ** 6) }),
    })),
    caught: /reduce: generic — .*points are kept, more than/,
  },
  'rows of another cell': {
    factory: spoilt(right => ({
      async reduce(request: ReduceRequest) {
        const reduction = await right.reduce(request)
        const offsets = reduction.offsets.map((at, i) => (i === 0 || i === request.cells.count ? at : at + 1))
        return { ...reduction, offsets }
      },
    })),
    caught: /reduce: generic — .*not of this cell/,
  },
  'instances that share a fate': {
    factory: (() => {
      let device = { lost: false }
      return () => {
        device = { lost: false }
        return spoilt(right => ({
          async assign(request: AssignRequest) {
            const result = await right.assign(request)
            return device.lost ? { ...result, nearest: result.nearest.map(() => 0) } : result
          },
          dispose() {
            device.lost = true
          },
        }))()
      }
    })(),
    caught: /assign: one instance outlives another/,
  },
}

describe('a wrong backend is caught:', () => {
  test.each(Object.entries(wrong))('%s', async (_, { factory, caught }) => {
    const failed = await failures(factory)
    expect(failed.filter(message => caught.test(message))).not.toEqual([])
  })

  test('a right one is not', async () => {
    expect(await failures(cpu)).toEqual([])
  })
})
