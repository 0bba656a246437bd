import { OptionError } from '@polylog/core'
import { checkSameOptions, optionTexts } from './same-options.js'
import type { StreamCompressor } from './stream-compression.js'
import { openStream } from './stream-compressor.js'
import { type StreamOptions, streamSettings } from './stream-options.js'

/**
 * A stream that goes on where another was serialised, as if it had never been interrupted: its results have the same
 * bits. Bytes are copied.
 *
 * @param options those of the stream that was serialised; `backend`, `signal` and `onProgress` are not saved, and
 *   may differ. Another backend may give other bits
 * @throws InputError for bytes that `serialise` did not return, or not all of them, or damaged ones
 * @throws OptionError for options that differ from those saved, by name
 */
export async function resumeStream(bytes: Uint8Array, options: StreamOptions): Promise<StreamCompressor> {
  const settings = streamSettings(options)
  const { loadedStream } = await import('./saved-stream.js')
  const saved = await loadedStream(bytes)
  checkSameOptions(saved.options, optionTexts(settings), ['the saved stream', 'the options'])
  if (settings.firstRow !== saved.firstRow) {
    throw new OptionError(
      `firstRow is ${saved.firstRow} in the saved stream and ${settings.firstRow} in the options`,
      'Give firstRow as it was, or begin anew',
    )
  }
  if (settings.dim !== undefined && saved.dim !== undefined && settings.dim !== saved.dim) {
    throw new OptionError(
      `dim is ${saved.dim} in the saved stream and ${settings.dim} in the options`,
      'Leave dim out, or begin anew',
    )
  }
  return openStream(settings, saved.restore(settings))
}
