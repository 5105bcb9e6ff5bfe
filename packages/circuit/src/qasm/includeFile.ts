/** `include` of files that are not built in: the caller of `parseQasm` finds them. */
import type { Scanner } from './Scanner.ts'

/** The text of a file, and what errors call it; `name` in includes of its own. */
export interface QasmFile {
  readonly file: string
  readonly text: string
}

/**
 * Finds what a program includes.
 *
 * @param name as it stands in the include
 * @param from the file that includes it
 * @returns undefined when there is no such file
 */
export type QasmInclude = (name: string, from: string) => QasmFile | undefined

/** The scanner stands behind the statement, whose name begins at `place`: it goes on with the text of the file. */
export function includeFile(scanner: Scanner, include: QasmInclude | undefined, name: string, place: number): void {
  const shown = name.slice(0, 200)
  if (include === undefined) {
    scanner.refuse(`"${shown}" is not built in, and nothing says where files are: give parseQasm the option include`, place)
  }
  const found = include(name, scanner.fileAt(place))
  if (found === undefined) return scanner.fail(`there is no file "${shown}"`, place)
  scanner.insert(found.text, found.file)
}
