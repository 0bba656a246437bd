import type { Python } from '../contestants/peer.js'

/** One question that the bench answers, in a section of its own. */
export interface Job {
  /** Short and without spaces: `--only` looks for it. */
  readonly name: string
  /** What it shows, in a sentence. */
  readonly claim: string
  /** What `--only job/part` may pick; none if the job is not to be divided. */
  readonly parts: readonly string[]
  run(run: Run): Promise<Findings>
}

/** How a job is to be run. */
export interface Run {
  /** Instead of each job's own. */
  readonly draws?: number
  /** A few minutes for all jobs: fewer draws and smaller problems. */
  readonly quick: boolean
  readonly python: Python
  wants(part: string): boolean
  /**
   * Bytes by which a process of its own grows while one contestant of a comparison does its first draw; `undefined`
   * where that is not measured.
   */
  memoryOf(job: string, contestant: string): Promise<number | undefined>
  /** Says what is being done. */
  log(text: string): void
}

/** What came out of it. */
export interface Findings {
  /** How it was measured, and what a reader should know. */
  readonly notes: readonly string[]
  readonly tables: readonly TableCells[]
  readonly charts: readonly Chart[]
  readonly verdicts: readonly Verdict[]
  /** All figures, for programs. */
  readonly figures: unknown
}

export interface TableCells {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export interface Chart {
  /** Of the file, without `.svg`. */
  readonly name: string
  readonly caption: string
  readonly svg: string
}

/** One figure that is asked, and what was reached. */
export interface Verdict {
  readonly figure: string
  readonly asked: string
  readonly reached: string
  readonly met: boolean
}

/** A job's findings under its name. */
export interface Section {
  readonly job: string
  readonly claim: string
  readonly findings: Findings
}
