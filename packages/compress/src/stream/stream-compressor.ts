import { checkFeatureMap, OptionError } from '@polylog/core'
import { composeBackends } from '../compose-backends.js'
import { checkFits } from '../output-size.js'
import { checkCoveringAxes } from '../settings.js'
import { checkedChunk } from './chunk.js'
import { createIntake, type Intake } from './intake.js'
import { checkMergeable, contentsOf, mergeContents, type StreamContents } from './merge-streams.js'
import { checkNextRows } from './row-numbers.js'
import { checkSameFunctions, checkSameOptions, optionTexts } from './same-options.js'
import type { StreamCompressor } from './stream-compression.js'
import { type StreamOptions, type StreamSettings, streamSettings } from './stream-options.js'
import { checkHoldsRows, streamResult } from './stream-result.js'
import { emptyState, ownRows, type StreamState, somePoint } from './stream-state.js'
import { createTaskQueue } from './task-queue.js'

/**
 * Compresses rows that pass by once, in bounded memory: full buffers are reduced to a few times `size`, sets of one
 * level are put together and reduced again (merge and reduce; Bentley and Saxe 1980), and the result is reduced from
 * what is then held. Moments are kept exactly throughout, and certified by sums over all rows that were pushed.
 * Results depend on the rows and their order, not on how they are cut into chunks.
 *
 * ```ts
 * const stream = streamCompressor({ size: 1000, dim: 3 })
 * for await (const chunk of chunks) await stream.push(chunk)
 * const { set, indices, certificate } = await stream.finish()
 * ```
 *
 * @throws OptionError for an option that cannot be honoured; what would do is named
 */
export function streamCompressor(options: StreamOptions): StreamCompressor {
  return openStream(streamSettings(options))
}

/** How one stream sees into another, out of sight of everybody else. */
const INSIDE = Symbol('inside a stream')

interface Inside {
  readonly settings: StreamSettings
  contents(): Promise<StreamContents | undefined>
}

/** @param resumed the state of a stream to go on from, which becomes the new one's own */
export function openStream(settings: StreamSettings, resumed?: StreamState): StreamCompressor {
  const engine = { settings, backend: composeBackends(settings.backends) }
  const queue = createTaskQueue()
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  let state: StreamState | undefined
  let intake: Intake | undefined
  let end: { readonly reason: unknown } | undefined

  const begin = (whole: StreamState) => {
    state = whole
    intake = createIntake(whole, engine)
    return { state: whole, intake }
  }
  if (resumed) begin(resumed)
  const settledDim = state?.dim ?? settings.dim
  if (settledDim !== undefined) checkKept(settings, settledDim)

  /** Runs a task when its turn comes. */
  const inTurn = <T>(task: () => Promise<T>): Promise<T> =>
    queue.run(async () => {
      if (end) throw end.reason
      return task()
    })

  /** Runs what may leave the stream half-way: if it fails, the stream is dead. */
  const orDie = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      settings.signal?.throwIfAborted()
      return await work()
    } catch (reason) {
      end = { reason }
      throw reason
    }
  }

  const result = async () => {
    const whole = state
    checkHoldsRows(whole)
    return orDie(async () => {
      await intake?.settle()
      return streamResult(whole, engine, seconds)
    })
  }

  const stream: StreamCompressor & { readonly [INSIDE]: Inside } = {
    get pushedRows() {
      return state?.pushed ?? 0
    },
    push: input =>
      inTurn(async () => {
        const chunk = checkedChunk(input, state?.dim ?? settings.dim)
        if (chunk === undefined) return
        if (!state) checkKept(settings, chunk.dim)
        const live = state && intake ? { state, intake } : begin(emptyState(settings, chunk.dim))
        checkNextRows(ownRows(live.state, chunk.size), live.state.merged)
        await orDie(async () => {
          const first = ownRows(live.state).end
          live.state.pushed += chunk.size
          live.state.rows += chunk.size
          await live.intake.append(chunk, first)
        })
      }),
    merge(other) {
      const inside = (other as Partial<typeof stream> | null)?.[INSIDE]
      // Asked at once, so that two streams that merge each other do not wait for each other.
      const theirs = inside?.contents()
      theirs?.catch(() => undefined)
      return inTurn(async () => {
        if (!inside) throw new OptionError('merge was given no stream', 'Give what streamCompressor returns')
        const contents = await theirs
        checkSameOptions(optionTexts(settings), optionTexts(inside.settings), ['this stream', 'the other'])
        if (contents === undefined) return
        if (!state) checkKept(settings, contents.dim)
        const live = state && intake ? { state, intake } : begin(emptyState(settings, contents.dim))
        await orDie(() => live.intake.settle())
        checkSameFunctions(settings, inside.settings, somePoint(live.state) ?? contents.point, [
          'this stream',
          'the other',
        ])
        checkMergeable(live.state, contents)
        await orDie(() => mergeContents(live.state, contents, live.intake, engine))
      })
    },
    snapshot: () => inTurn(result),
    finish: () =>
      inTurn(async () => {
        const last = await result()
        end = { reason: new OptionError('The stream is finished', 'Begin another with streamCompressor') }
        state = undefined
        intake = undefined
        return last
      }),
    serialise: () =>
      inTurn(async () => {
        const { checkSavable, savedBytes } = await import('./saved-stream.js')
        checkSavable(settings)
        await orDie(async () => intake?.settle())
        return savedBytes(settings, state)
      }),
    [INSIDE]: {
      settings,
      contents: () =>
        inTurn(async () => {
          await orDie(async () => intake?.settle())
          return state && contentsOf(state)
        }),
    },
  }
  return stream
}

/** @throws OptionError if what is to be kept does not fit `size` */
function checkKept(settings: StreamSettings, dim: number): void {
  if (settings.features) checkFeatureMap(settings.features, dim)
  if (settings.coveringAxes) checkCoveringAxes(settings.coveringAxes, dim)
  checkFits(dim, settings.size, settings)
}
