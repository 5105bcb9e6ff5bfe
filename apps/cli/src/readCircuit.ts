/**
 * OpenQASM files that commands read, with the files that they include.
 *
 * A file may include what lies in its own folder or below, and in folders that are named; links are followed before that is judged, so neither they nor `..` lead out.
 */
import { readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import { Option, type Command } from 'commander'
import { parseQasm, QasmInputError, type Circuit } from 'ketwork'
import type { QasmFile, QasmInclude } from 'ketwork/circuit'
import { MisuseError } from './MisuseError.ts'
import { readInput } from './readInput.ts'

export interface CircuitOptions {
  readonly set?: Readonly<Record<string, string>>
  readonly includeDir?: readonly string[]
}

/** Adds what every command takes that reads a circuit. */
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

/** @throws MisuseError, and what `parseQasm` throws */
export async function readCircuit(path: string, { set, includeDir = [] }: CircuitOptions): Promise<Circuit> {
  const { name, text } = await readInput(path)
  try {
    return parseQasm(text, { file: name, inputs: set, include: includes(path, includeDir) })
  } catch (error) {
    if (error instanceof QasmInputError) throw new MisuseError(`${name}: ${error.message}; values are given as in --set ${error.input}=...`)
    throw error
  }
}

/** Where a command needs numbers: refuses a circuit whose inputs have no values. */
export function requireValues({ parameters, features }: Circuit): void {
  const open = [...parameters, ...features]
  if (open.length === 0) return
  throw new MisuseError(`the circuit has inputs without values: ${open.join(', ')}; give each one, as in --set ${open[0]}=0.3`)
}

/** @param path of the program, or - for standard input, which has no folder */
function includes(path: string, folders: readonly string[]): QasmInclude {
  const named = folders.map((folder) => realpathSync(folder))
  const own = path === '-' ? undefined : dirname(realpathSync(path))
  const allowed = own === undefined ? named : [own, ...named]
  return (name, from) => {
    const beside = from === 'stdin' ? undefined : dirname(realpathSync(from))
    for (const folder of beside === undefined ? named : [beside, ...named]) {
      const found = fileAt(resolve(folder, name))
      if (found === undefined) continue
      if (allowed.some((each) => isWithin(each, found))) return readText(found)
      throw new MisuseError(`"${name}" lies outside of the folder of ${from}: allow its folder with --include-dir ${dirname(found)}`)
    }
    return undefined
  }
}

/** The real path of a file that is there. */
function fileAt(path: string): string | undefined {
  try {
    const real = realpathSync(path)
    return statSync(real).isFile() ? real : undefined
  } catch {
    return undefined
  }
}

function isWithin(folder: string, file: string): boolean {
  const way = relative(folder, file)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

function readText(path: string): QasmFile {
  return { file: path, text: readFileSync(path, 'utf8') }
}
