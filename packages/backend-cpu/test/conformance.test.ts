import { cpu } from '@polylog/backend-cpu'
import { testBackend } from '@polylog/testkit'
import { describe, test } from 'vitest'

for (const dim of [1, 3]) {
  testBackend(cpu, { describe, test, dim, size: 80, title: `the CPU backend in dimension ${dim}` })
}
