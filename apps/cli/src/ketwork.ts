#!/usr/bin/env node
/** The `ketwork` command. What it can do is `commands.ts`; how it ends is `outcome.ts`, which is loaded when a run does not end well. */
import { CommanderError } from 'commander'
import { buildProgram } from './commands.ts'

// A reader that has seen enough (`ketwork draw FILE | head`) closes the pipe: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

try {
  const words = process.argv.slice(2)
  await (await buildProgram(words)).parseAsync(words, { from: 'user' })
} catch (error) {
  const isHelp = error instanceof CommanderError && error.exitCode === 0
  if (!isHelp) (await import('./outcome.ts')).endWithFailure(error)
}
