import type { TaskResult } from './task.js'
import type { MakeTask } from './task-runner.js'

/** A task to come, and what it will take, in multiply-adds. */
export interface SizedTask {
  readonly work: number
  readonly make: MakeTask
}

/** Does tasks, the first ones first; results come in the order of the tasks. */
export type Dispatch = (tasks: readonly SizedTask[], signal?: AbortSignal) => Promise<readonly TaskResult[]>
