/**
 * OpenQASM files that commands read, with the files that they include.
 *
 * A file may include files of its own folder and of those below it, and of folders that are named. Links are resolved
 * first, so neither they nor `..` lead out.
 */
import { readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import { parseQasm, QasmInputError, type Circuit } from 'ketwork'
import type { QasmFile, QasmInclude } from 'ketwork/circuit'
import type { CircuitOptions } from './circuitOptions.ts'
import { MisuseError } from './MisuseError.ts'
import { readInput, type Input } from './readInput.ts'

/** A program that was read, with what its circuit depends on. Plain data. */
export interface CircuitSource extends Input {
  /** Where it was read from, or - for standard input, which has no folder. */
  readonly path: string
  readonly options: CircuitOptions
}

export async function readSource(path: string, { set, includeDir }: CircuitOptions): Promise<CircuitSource> {
  return { ...(await readInput(path)), path, options: { ...(set && { set }), ...(includeDir && { includeDir }) } }
}

/** @throws MisuseError, and what `parseQasm` throws */
export function readCircuit({ path, name, text, options: { set, includeDir = [] } }: CircuitSource): Circuit {
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
  const programFolder = path === '-' ? undefined : dirname(realpathSync(path))
  const allowed = programFolder === undefined ? named : [programFolder, ...named]
  return (name, from) => {
    const beside = from === 'stdin' ? undefined : dirname(realpathSync(from))
    for (const folder of beside === undefined ? named : [beside, ...named]) {
      const found = fileAt(resolve(folder, name))
      if (found === undefined) continue
      if (allowed.some((root) => isWithin(root, found))) return readText(found)
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
