/** What a command prints: one JSON object, or text for a person. Colour only on a terminal. */
import { largest } from '@ketwork/math'
import { stripVTControlCharacters } from 'node:util'
import type { CommonOptions } from '../options.ts'
import { paint, type Style } from './colour.ts'

/** Prints the result as JSON under `--json`, else as the text. */
export function printResult(options: CommonOptions, result: object, text: () => string): void {
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${text()}\n`)
}

/** Prints a document alone on stdout, so that another command can read it, and remarks on stderr. */
export function printDocument(document: string, remarks: string): void {
  process.stdout.write(document)
  process.stderr.write(`${remarks}\n`)
}

/** Styled where stdout is a terminal that shows colours, plain elsewhere. */
export function styled(style: Style, text: string): string {
  return paint(style, text, process.stdout)
}

/** Prints a note on stderr, so that stdout holds the result alone. */
export function note(text: string): void {
  process.stderr.write(`${paint('dim', `note: ${text}`, process.stderr)}\n`)
}

/**
 * Lines of `label value`, values in one column; where a terminal is too narrow for a value, it goes on below itself.
 */
export function facts(rows: readonly (readonly [string, string | number])[]): string {
  const width = largest(rows.map(([label]) => label.length))
  const room = Math.max(20, (process.stdout.columns ?? Infinity) - width - 2)
  const indent = `\n${' '.repeat(width + 2)}`
  return rows.map(([label, value]) => `${styled('dim', label.padEnd(width))}  ${linesOf(String(value), room).join(indent)}`).join('\n')
}

/** Broken between words; what is longer than a line stays whole. */
function linesOf(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines[lines.length - 1]} ${word}`
    if (lines.length > 0 && stripVTControlCharacters(longer).length <= width) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}
