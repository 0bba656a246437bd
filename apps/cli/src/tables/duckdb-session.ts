import { availableParallelism } from 'node:os'
import { type DuckDBConnection, DuckDBInstance, type DuckDBResultReader } from '@duckdb/node-api'
import { abortReason } from '../console/interruption.js'
import type { Scratch } from '../output/scratch.js'
import { readingError } from './duckdb-errors.js'

/** DuckDB only streams and joins with small tables here: this is plenty, and leaves memory to the compression. */
const MEMORY_LIMIT = '400MB'
const MOST_THREADS = 4

/** A private, in-memory DuckDB: it fetches no extensions, and spills into the scratch folder. */
export interface DuckDBSession {
  readonly connection: DuckDBConnection
  /** Runs one statement; the signal interrupts it. */
  run(sql: string, signal?: AbortSignal): Promise<DuckDBResultReader>
  close(): void
}

/** `subject` is what errors of reading are about, such as a file's path. */
export async function openDuckDB(subject: string, scratch: Scratch): Promise<DuckDBSession> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: MEMORY_LIMIT,
    threads: String(Math.min(MOST_THREADS, availableParallelism())),
    temp_directory: scratch.path('duckdb'),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  const connection = await instance.connect()
  return {
    connection,
    async run(sql, signal) {
      return await interruptible(connection, signal, subject, () => connection.runAndReadAll(sql))
    },
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

/** Runs `work` on the connection; if the signal fires, the statement is interrupted and the reason thrown. */
export async function interruptible<T>(
  connection: DuckDBConnection,
  signal: AbortSignal | undefined,
  subject: string,
  work: () => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted()
  const interrupt = () => connection.interrupt()
  signal?.addEventListener('abort', interrupt, { once: true })
  try {
    return await work()
  } catch (error) {
    if (signal?.aborted) throw abortReason(signal)
    throw readingError(error, subject)
  } finally {
    signal?.removeEventListener('abort', interrupt)
  }
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A path as DuckDB's file functions take it, without its characters being wildcards. */
export function quotePath(path: string): string {
  return quoteText(path.replace(/[*?[]/g, character => `[${character}]`))
}
