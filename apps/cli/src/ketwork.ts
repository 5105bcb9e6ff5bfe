#!/usr/bin/env node
/**
 * The `ketwork` command. Its commands are in `commands.ts`; `outcome.ts` reports failures and is loaded when there is
 * one.
 */
import { CommanderError } from 'commander'
import { buildProgram } from './commands.ts'

// A reader such as `head` closes the pipe early: that is not a failure.
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
