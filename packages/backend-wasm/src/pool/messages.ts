import type { Task, TaskResult } from '../tasks/task.js'

export type ToWorker =
  | { readonly kind: 'kernel'; readonly module: WebAssembly.Module }
  | { readonly kind: 'task'; readonly id: number; readonly task: Task }

export type FromWorker =
  | {
      readonly kind: 'done'
      readonly id: number
      readonly result: TaskResult
      readonly data: Float64Array<ArrayBuffer>
    }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
