import { megabytes } from '../console/figures.js'
import { budgetText, bytesPerRow, type MemoryBudget, mostRowsInMemory } from '../console/memory-budget.js'

/** Whether a table would be held in memory. */
export interface PlannedMemory {
  readonly streamed: boolean
  /** What its rows take if they are held. */
  readonly neededBytes: number
  /** What the run may take. */
  readonly allowedBytes: number
  /** The same in words. */
  readonly allowed: string
}

export function plannedMemory(rows: number, dim: number, budget: MemoryBudget): PlannedMemory {
  return {
    streamed: rows > mostRowsInMemory(budget, dim),
    neededBytes: rows * bytesPerRow(dim),
    allowedBytes: Math.floor(budget.bytes),
    allowed: budgetText(budget),
  }
}

export function memoryText({ streamed, neededBytes, allowed }: PlannedMemory, arrays: number): string {
  return streamed
    ? `streamed, since ${megabytes(neededBytes)} are more than fits into ${allowed}`
    : `about ${megabytes(arrays)} of arrays, beside the program's own, of ${allowed}`
}
