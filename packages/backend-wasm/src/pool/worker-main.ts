/**
 * What runs in a worker: it is bundled into one text, which travels inside the package, and receives the compiled
 * kernel, then one task after the other.
 */
import { createEngine, type Engine, KEPT_BYTES } from '../engine/engine.js'
import { runTask } from '../tasks/run-task.js'
import type { ToWorker } from './messages.js'
import { parentPort } from './parent-port.js'

const port = parentPort()
let module: WebAssembly.Module | undefined
let engine: Engine | undefined

port.listen((message: ToWorker) => {
  if (message.kind === 'kernel') {
    module = message.module
    return
  }
  const { id, task } = message
  try {
    engine ??= createEngine(module!)
    const steps = runTask(engine, task)
    let step = steps.next()
    while (!step.done) step = steps.next()
    if (engine.bytes > KEPT_BYTES) engine = undefined
    port.send({ kind: 'done', id, result: step.value, data: task.data }, [task.data.buffer])
  } catch (error) {
    engine = undefined
    port.send({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) }, [])
  }
})
