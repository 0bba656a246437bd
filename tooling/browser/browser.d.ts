/** A page that runs one module, and what is needed to test it. */
export interface PageOptions {
  /** The module, in TypeScript or JavaScript; it may import packages of the folder. */
  readonly source: string
  /** Folder whose packages the module may import, as installed there. */
  readonly folder: string
  /** Further directives of the page's content security policy. */
  readonly policy?: string
}

/**
 * Why pages cannot be tested here: there is no Chromium. Where `CI` is set its absence is no excuse, and there is
 * no answer.
 */
export function browserProblem(): string | undefined

/**
 * Bundles the module as an application's build would, serves it on a page of its own, and waits for what the module
 * exports as `result`, a promise of something that survives JSON.
 */
export function resultInBrowser(options: PageOptions): Promise<unknown>
