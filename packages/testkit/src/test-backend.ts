import { OptionError } from '@polylog/core'
import { type BackendFactory, type ConformanceOptions, conformance } from './conformance/conformance.js'

/** Registers a test, as `test` or `it` of Vitest, Jest, Mocha, Bun and node:test do. */
export type RegisterTest = (name: string, run: () => Promise<void>) => unknown

/** Groups the tests that `register` registers. */
export type RegisterGroup = (name: string, register: () => void) => unknown

export interface TestBackendOptions extends ConformanceOptions {
  /** The test runner's `test`; the global `test` or `it` by default. */
  readonly test?: RegisterTest
  /** The test runner's `describe`; the global of that name by default, else the tests stand alone. */
  readonly describe?: RegisterGroup
  /** Title of the group; `polylog backend` by default. */
  readonly title?: string
}

/**
 * Registers the whole conformance suite with a test runner:
 *
 * ```ts
 * import { describe, test } from 'vitest'
 * testBackend(() => myBackend(), { describe, test })
 * ```
 *
 * @throws OptionError if no `test` is given or global
 */
export function testBackend(factory: BackendFactory, options: TestBackendOptions = {}): void {
  const globals = globalThis as {
    readonly test?: unknown
    readonly it?: unknown
    readonly describe?: unknown
  }
  const test = options.test ?? globals.test ?? globals.it
  const describe = options.describe ?? globals.describe
  if (!isRegister<RegisterTest>(test)) {
    throw new OptionError(
      'testBackend() was given no test function, and there is no global one',
      "Hand in the test runner's: testBackend(factory, { describe, test })",
    )
  }
  const register = () => {
    for (const { name, run } of conformance(factory, options)) test(name, run)
  }
  if (isRegister<RegisterGroup>(describe)) describe(options.title ?? 'polylog backend', register)
  else register()
}

function isRegister<T>(value: unknown): value is T {
  return typeof value === 'function'
}
