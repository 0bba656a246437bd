#!/usr/bin/env node
import { runPolylog } from './run-polylog.js'

// A reader that has seen enough (`polylog … | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

void runPolylog(process.argv.slice(2)).then(code => {
  process.exitCode = code
})
