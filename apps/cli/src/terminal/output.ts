/** What a command prints: one JSON object, or text for a person. Colour only on a terminal. */
import { styleText } from 'node:util'
import type { CommonOptions } from '../options.ts'

/** Prints the result as JSON under `--json`, else as the text. */
export function printResult(options: CommonOptions, result: object, text: () => string): void {
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${text()}\n`)
}

type Style = Parameters<typeof styleText>[0]

/** Styled where stdout is a terminal that shows colours, plain elsewhere. */
export function styled(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout })
}

/** Something a person should know that is not the result: on stderr, so that stdout stays the result. */
export function note(text: string): void {
  process.stderr.write(`${styleText('dim', `note: ${text}`, { stream: process.stderr })}\n`)
}

/** Lines of `label  value`, values in one column. */
export function facts(rows: readonly (readonly [string, string | number])[]): string {
  const width = Math.max(...rows.map(([label]) => label.length))
  return rows.map(([label, value]) => `${styled('dim', label.padEnd(width))}  ${value}`).join('\n')
}
