import type { Backend } from '@polylog/core'
import { conformance, testBackend } from '@polylog/testkit'
import { expect, test } from 'vitest'

const idle = (): Backend => ({
  name: 'idle',
  device: 'nowhere',
  precision: 'f64',
  assign: () => ({ nearest: new Uint32Array(), squaredDistances: new Float64Array() }),
})

test('registers every case, in order, within the group', () => {
  const seen: string[] = []
  testBackend(idle, {
    title: 'mine',
    describe: (name, register) => {
      seen.push(`{ ${name}`)
      register()
      seen.push('}')
    },
    test: name => seen.push(name),
  })
  expect(seen).toEqual(['{ mine', ...conformance(idle).map(({ name }) => name), '}'])
})

test('without a test function, the error says how to hand one in', () => {
  expect(() => testBackend(idle)).toThrow(/testBackend\(factory, \{ describe, test \}\)/)
})

test('what the factory made is disposed of, once each', async () => {
  let alive = 0
  const counted = (): Backend => {
    alive++
    return {
      ...idle(),
      dispose: () => {
        alive--
      },
    }
  }
  for (const { run } of conformance(counted)) await run().catch(() => undefined)
  expect(alive).toBe(0)
})

test('a backend without any operation is refused', async () => {
  const [identity] = conformance(() => ({ name: 'empty', device: 'nowhere', precision: 'f64' }))
  await expect(identity.run()).rejects.toThrow(/none of the operations/)
})
