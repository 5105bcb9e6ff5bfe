/** What every command takes that reads a circuit. */
import { Option, type Command } from 'commander'
import { MisuseError } from './MisuseError.ts'

export interface CircuitOptions {
  readonly set?: Readonly<Record<string, string>>
  readonly includeDir?: readonly string[]
}

export function addCircuitOptions(command: Command): Command {
  return command
    .addOption(new Option('--set <name=value>', 'value of an OpenQASM 3 input, such as t=0.3 (repeatable)').argParser(addSetting))
    .option(
      '--include-dir <folder>',
      'a folder whose files may be included too (repeatable)',
      (folder: string, before: readonly string[] | undefined) => [...(before ?? []), folder],
    )
}

function addSetting(text: string, before: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>> {
  const at = text.indexOf('=')
  if (at < 1) throw new MisuseError(`--set takes a name and a value, as in t=0.3, not "${text}"`)
  const name = text.slice(0, at).trim()
  if (before !== undefined && Object.hasOwn(before, name)) throw new MisuseError(`--set gives ${name} a value twice`)
  return { ...before, [name]: text.slice(at + 1) }
}
