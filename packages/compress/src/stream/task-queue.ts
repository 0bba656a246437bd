/** Runs tasks one after the other, in the order in which they were given. */
export interface TaskQueue {
  /** A task that fails does not keep the next ones from running. */
  run<T>(task: () => Promise<T>): Promise<T>
}

export function createTaskQueue(): TaskQueue {
  let last: Promise<unknown> = Promise.resolve()
  return {
    run(task) {
      const result = last.then(task)
      last = result.catch(() => undefined)
      return result
    },
  }
}
