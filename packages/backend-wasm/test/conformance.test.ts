import { wasm } from '@polylog/backend-wasm'
import { testBackend } from '@polylog/testkit'
import { describe, test } from 'vitest'

for (const dim of [1, 3]) {
  for (const threads of [1, 2]) {
    const title = `the WebAssembly backend on ${threads} threads in dimension ${dim}`
    testBackend(() => wasm({ threads }), { describe, test, dim, size: 80, title })
  }
}
