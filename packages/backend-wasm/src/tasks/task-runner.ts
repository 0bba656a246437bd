import type { Task, TaskResult } from './task.js'

/** Does tasks, here or in workers. */
export interface TaskRunner {
  /**
   * @param make called when the task's turn has come, and again should a worker die over it; its buffers are
   *   given away
   * @returns rejects with the signal's reason if aborted
   */
  run(make: () => Task, signal?: AbortSignal): Promise<TaskResult>
  /** Rejects what is under way, and frees everything. */
  dispose(): Promise<void>
}
