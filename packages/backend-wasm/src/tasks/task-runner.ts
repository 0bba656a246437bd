import type { MemoryStore } from './memory-store.js'
import type { Task, TaskResult } from './task.js'

/** Makes a task ready, its data in memory from the store. */
export type MakeTask = (memory: MemoryStore) => Task

/** Does tasks, here or in workers. */
export interface TaskRunner {
  /**
   * @param make called when the task's turn has come, and again should a worker die over it
   * @returns rejects with the signal's reason if aborted
   */
  run(make: MakeTask, signal?: AbortSignal): Promise<TaskResult>
  /** Rejects what is under way, and frees everything. */
  dispose(): Promise<void>
}
