import { CommanderError } from 'commander'
import { createProgram } from './commands/program.js'
import { describeError, EXIT, exitCodeFor } from './console/exit-codes.js'
import { abortReason, listenForInterruption } from './console/interruption.js'
import { createScratch } from './output/scratch.js'

export interface PolylogStreams {
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
}

/**
 * Runs the `polylog` command.
 *
 * @param args what follows the command's name
 * @returns the exit code, as listed by `polylog --help`; nothing is thrown
 */
export async function runPolylog(
  args: readonly string[],
  { stdout, stderr }: PolylogStreams = process,
): Promise<number> {
  const debug = args.includes('--debug') || Boolean(process.env.POLYLOG_DEBUG)
  const scratch = createScratch()
  const interruption = listenForInterruption(() => scratch.dispose())
  process.once('exit', scratch.dispose)
  let code: number = EXIT.ok
  try {
    const program = createProgram({ signal: interruption.signal, scratch, stdout, stderr }, result => {
      code = result
    })
    for (const command of [program, ...program.commands]) {
      command.configureOutput({
        writeOut: text => void stdout.write(text),
        writeErr: () => {},
      })
    }
    const [first, ...others] = args.filter(arg => arg !== '--debug')
    const asked = first === 'help' ? [...others.slice(0, 1), '--help'] : [first, ...others]
    await program.parseAsync(
      asked.filter(arg => arg !== undefined),
      { from: 'user' },
    )
  } catch (error) {
    const reason = interruption.signal.aborted ? abortReason(interruption.signal) : error
    code = reason instanceof CommanderError ? usageCode(reason, stderr) : exitCodeFor(reason)
    if (!(reason instanceof CommanderError)) stderr.write(`${describeError(reason, debug)}\n`)
  } finally {
    interruption.dispose()
    process.off('exit', scratch.dispose)
    scratch.dispose()
  }
  return code
}

/** Commander reports `--help` and `--version` as errors, too. */
function usageCode(error: CommanderError, stderr: NodeJS.WritableStream): number {
  if (error.exitCode === 0) return EXIT.ok
  const message = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ')
  const line =
    error.code === 'commander.help' ? 'No command is given' : message[0].toUpperCase() + message.slice(1)
  stderr.write(`polylog: ${line}. See polylog --help.\n`)
  return EXIT.usage
}
