/** How much of a study is done: `quick` takes a few minutes at most, `full` what the paper's figures ask for. */
export type Preset = 'quick' | 'full'

/** One line of a study's table. */
export type Row = Readonly<Record<string, string | number>>

/** One of the independent parts of a study: finished ones are kept when a run is interrupted. */
export interface Task<R extends Row> {
  /** Unlike those of all other tasks of the study. */
  readonly key: string
  run(): Promise<readonly R[]>
}

/** What a study shows. */
export interface Presentation {
  /** SVG documents by their names. */
  readonly figures: Readonly<Record<string, string>>
  /** Markdown, without the title. */
  readonly text: string
}

/** Runs that answer a question, and how the answer is shown. */
export interface StudyPart<R extends Row> {
  tasks(preset: Preset): readonly Task<R>[]
  present(rows: readonly R[], preset: Preset): Presentation
}

/** A question, or several, with a page of its own. */
export interface Study<R extends Row = Row> extends StudyPart<R> {
  readonly name: string
  readonly title: string
}
