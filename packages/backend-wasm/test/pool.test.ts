import * as workerThreads from 'node:worker_threads'
import { wasm } from '@polylog/backend-wasm'
import { OptionError } from '@polylog/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { reduceRequest } from './reduce-request.js'

/** The module as the package sees it, whose class can be watched. */
const threads = process.getBuiltinModule('node:worker_threads')
const { Worker } = workerThreads

let started: workerThreads.Worker[] = []
let ended = 0
/** What a worker is made of that ends before it hears anything. */
const STILLBORN: ConstructorParameters<typeof Worker> = ['process.exit(1)', { eval: true }]

/** Whether workers are such. */
let shortLived = false

beforeEach(() => {
  started = []
  ended = 0
  shortLived = false
  threads.Worker = class extends Worker {
    constructor(...given: ConstructorParameters<typeof Worker>) {
      super(...(shortLived ? STILLBORN : given))
      started.push(this)
      this.on('exit', () => {
        ended++
      })
    }
  }
})

afterEach(() => {
  threads.Worker = Worker
})

describe('workers', () => {
  it('are started when there is work for them, and not before; then they stay', async () => {
    const backend = wasm({ threads: 2 })
    await backend.reduce!(await reduceRequest(2, 100))
    expect(started).toHaveLength(0)
    const request = await reduceRequest()
    await backend.reduce!(request)
    await backend.reduce!(request)
    expect(started).toHaveLength(2)
    expect(backend.device).toBe('2 threads')
    await backend.dispose!()
  })

  it('are all gone once the backend is disposed of, and it says so', async () => {
    const backend = wasm({ threads: 2 })
    const request = await reduceRequest()
    await backend.reduce!(request)
    await backend.dispose!()
    expect(ended).toBe(started.length)
    await expect(backend.reduce!(request)).rejects.toThrow('disposed')
    expect(ended).toBe(started.length)
  })

  it('that are at work when the backend is disposed of are gone as well', async () => {
    const backend = wasm({ threads: 2 })
    const running = backend.reduce!(await reduceRequest(40, 4000))
    const outcome = expect(running).rejects.toThrow('disposed')
    await vi.waitUntil(() => started.length === 2)
    await backend.dispose!()
    await outcome
    expect(ended).toBe(2)
  })

  it.each([1, 2])(
    'are not started after all, where the backend is disposed of just then: %i',
    async count => {
      const backend = wasm({ threads: count })
      await backend.reduce!(await reduceRequest(2, 100))
      const outcome = expect(backend.reduce!(await reduceRequest(40, 4000))).rejects.toThrow('disposed')
      await backend.dispose!()
      await outcome
      expect(ended).toBe(started.length)
    },
  )

  it('that cannot be sent a task leave the backend fit for others', async () => {
    const backend = wasm({ threads: 2 })
    const request = await reduceRequest()
    const map = { ...request.map, note: () => 'cannot be cloned' }
    await expect(backend.reduce!({ ...request, map })).rejects.toThrow('could not be cloned')
    expect((await backend.reduce!(request)).residual).toBeLessThanOrEqual(1e-12)
    await backend.dispose!()
    expect(ended).toBe(started.length)
  })

  it('that die are replaced, and their cells done again, to the same bits', async () => {
    const request = await reduceRequest(40, 4000)
    const undisturbed = wasm({ threads: 2 })
    const expected = await undisturbed.reduce!(request)
    await undisturbed.dispose!()
    started = []
    ended = 0

    const backend = wasm({ threads: 2 })
    const running = backend.reduce!(request)
    await vi.waitUntil(() => started.length === 2)
    await started[0].terminate()
    expect(await running).toEqual(expected)
    expect(started.length).toBeGreaterThanOrEqual(3)
    await backend.dispose!()
    expect(ended).toBe(started.length)
  })

  it('that die again and again over a task are given up', async () => {
    const backend = wasm({ threads: 2 })
    await backend.reduce!(await reduceRequest())
    shortLived = true
    const running = backend.reduce!(await reduceRequest(40, 4000))
    const outcome = expect(running).rejects.toThrow('could not do a task')
    for (const worker of started.slice(0, 2)) void worker.terminate()
    await outcome
    await backend.dispose!()
  })

  it('that never come to life leave the work to the calling thread', async () => {
    shortLived = true
    const backend = wasm({ threads: 2 })
    const alone = wasm({ threads: 1 })
    const request = await reduceRequest()
    expect(await backend.reduce!(request)).toEqual(await alone.reduce!(request))
    expect(backend.device).toBe('1 thread: a worker ended with code 1')
    await backend.dispose!()
  })
})

describe('an abort', () => {
  it.each([1, 2])('stops %i thread(s) with its reason, and leaves the backend fit for more', async count => {
    const backend = wasm({ threads: count })
    const { signal, abort } = aborting()
    const running = backend.reduce!({ ...(await reduceRequest(200, 4000)), signal })
    const outcome = expect(running).rejects.toBe('enough')
    await new Promise(resolve => setTimeout(resolve, 30))
    abort('enough')
    await outcome
    const small = await reduceRequest()
    const { residual } = await backend.reduce!(small)
    expect(residual).toBeLessThanOrEqual(1e-12)
    await backend.dispose!()
    expect(ended).toBe(started.length)
  })

  it.each([1, 2])('of many tasks on %i thread(s) is listened for once', async count => {
    const warned = vi.fn()
    process.on('warning', warned)
    const backend = wasm({ threads: count })
    const { signal } = aborting()
    await backend.reduce!({ ...(await reduceRequest(60, 2000)), signal })
    await new Promise(resolve => setTimeout(resolve, 0))
    process.off('warning', warned)
    expect(warned).not.toHaveBeenCalled()
    await backend.dispose!()
  })

  it('is heard between small tasks on one thread, also by those that wait for others', async () => {
    const backend = wasm({ threads: 1 })
    const many = await reduceRequest(400, 2000)
    const first = Promise.resolve(backend.reduce!(many))
    const { signal, abort } = aborting()
    const second = backend.reduce!({ ...(await reduceRequest()), signal })
    let firstIsDone = false
    const undisturbed = first.then(() => {
      firstIsDone = true
    })
    setTimeout(() => abort('enough'), 30)
    await expect(second).rejects.toBe('enough')
    expect(firstIsDone).toBe(false)
    await undisturbed
    const again = aborting()
    const third = backend.reduce!({ ...many, signal: again.signal })
    setTimeout(() => again.abort('enough'), 30)
    await expect(third).rejects.toBe('enough')
  })

  it('of one request does not touch another', async () => {
    const backend = wasm({ threads: 2 })
    const { signal, abort } = aborting()
    const request = await reduceRequest()
    const stopped = expect(backend.reduce!({ ...(await reduceRequest(200, 4000)), signal })).rejects.toBe(
      'no',
    )
    const other = backend.reduce!(request)
    await vi.waitUntil(() => started.length === 2)
    abort('no')
    await stopped
    const alone = wasm({ threads: 1 })
    expect(await other).toEqual(await alone.reduce!(request))
    await backend.dispose!()
  })

  it('beforehand is heard at once', async () => {
    const backend = wasm({ threads: 2 })
    await expect(
      backend.reduce!({ ...(await reduceRequest()), signal: AbortSignal.abort('before') }),
    ).rejects.toBe('before')
    await backend.dispose!()
  })
})

describe('where workers cannot be started', () => {
  beforeEach(() => {
    threads.Worker = class {
      constructor() {
        throw new Error('workers are forbidden here')
      }
    } as unknown as typeof Worker
  })

  it('the calling thread does the work, to the same bits, and the device says why', async () => {
    const request = await reduceRequest()
    const backend = wasm({ threads: 2 })
    const alone = wasm({ threads: 1 })
    expect(await backend.reduce!(request)).toEqual(await alone.reduce!(request))
    expect(backend.device).toBe('1 thread: workers are forbidden here')
  })
})

describe('threads', () => {
  it.each([0, -1, 1.5, Number.NaN, '2'])('of %s are refused', count => {
    expect(() => wasm({ threads: count as number })).toThrow(OptionError)
  })
})

function aborting() {
  const controller = new AbortController()
  return { signal: controller.signal, abort: (reason: string) => controller.abort(reason) }
}
