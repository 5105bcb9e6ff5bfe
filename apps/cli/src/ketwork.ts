#!/usr/bin/env node
/** The `ketwork` command. What it can do is `commands.ts`; how it ends is `outcome.ts`. */
import { buildProgram } from './commands.ts'
import { exitCodeOf, reportFailure } from './outcome.ts'

try {
  await buildProgram().parseAsync(process.argv)
} catch (error) {
  reportFailure(error, { debug: process.argv.includes('--debug') })
  process.exitCode = exitCodeOf(error)
}
