#!/usr/bin/env node
/** The `ketwork` command. What it can do is `commands.ts`; how it ends is `outcome.ts`. */
import { buildProgram } from './commands.ts'
import { exitCodeOf, reportFailure } from './outcome.ts'

// A reader that has seen enough (`ketwork draw FILE | head`) closes the pipe: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

try {
  await buildProgram().parseAsync(process.argv)
} catch (error) {
  reportFailure(error, { debug: process.argv.includes('--debug') })
  process.exitCode = exitCodeOf(error)
}
