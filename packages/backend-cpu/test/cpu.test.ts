import { cpu } from '@polylog/backend-cpu'
import { OPERATIONS } from '@polylog/core'
import { expect, test } from 'vitest'

test('implements every operation of the contract', () => {
  const backend = cpu()
  for (const operation of OPERATIONS) expect(backend[operation]).toBeTypeOf('function')
})

test('says that it runs in double precision on one thread', () => {
  expect(cpu()).toMatchObject({ name: 'cpu', device: '1 thread', precision: 'f64' })
})
