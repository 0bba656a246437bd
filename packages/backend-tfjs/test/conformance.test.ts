import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'
import { tfjs } from '@polylog/backend-tfjs'
import { conformance, testBackend } from '@polylog/testkit'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import { beforeAll, describe, expect, test } from 'vitest'

const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
setWasmPaths(join(dirname(entry), sep))

for (const engine of ['cpu', 'wasm']) {
  describe(`on the engine ${engine}`, () => {
    beforeAll(async () => {
      expect(await tf.setBackend(engine)).toBe(true)
    })

    testBackend(() => tfjs({ tf }), { describe, test, title: 'tfjs' })

    test('leaves no tensor behind', async () => {
      const before = tf.memory().numTensors
      for (const { run } of conformance(() => tfjs({ tf }), { size: 30 })) await run()
      expect(tf.memory().numTensors).toBe(before)
    })

    test('refuses to assign to no centres, and leaves no tensor behind', async () => {
      const before = tf.memory().numTensors
      const centres = new Float64Array(0)
      await expect(tfjs({ tf }).assign!({ points: Float64Array.of(1, 2), dim: 2, centres })).rejects.toThrow(
        'centres',
      )
      expect(tf.memory().numTensors).toBe(before)
    })

    test('names the engine that runs, and leaves it in place', async () => {
      expect(tfjs({ tf }).device).toBe(engine)
      expect(tf.getBackend()).toBe(engine)
    })
  })
}
