#!/usr/bin/env node
import { describeError, EXIT } from './console/exit-codes.js'
import { writingError } from './output/write-error.js'
import { runPolylog } from './run-polylog.js'

// A reader that has seen enough (`polylog … | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  process.stderr.write(`${describeError(writingError(error, 'Standard output'), false)}\n`)
  process.exit(EXIT.output)
})

void runPolylog(process.argv.slice(2)).then(code => {
  process.exitCode = code
})
