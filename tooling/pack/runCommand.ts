/** Runs a command to its end and gives what it printed; where it fails, everything that it printed is in the error. */
import { spawnSync } from 'node:child_process'

export function runCommand(command: string, commandArguments: readonly string[], cwd: string): string {
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' }
  const { status, stdout, stderr, error } = spawnSync(command, commandArguments, { cwd, env, encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (error) throw error
  if (status !== 0) throw new Error(`${command} ${commandArguments.join(' ')} failed in ${cwd}:\n${stdout}${stderr}`)
  return stdout
}
